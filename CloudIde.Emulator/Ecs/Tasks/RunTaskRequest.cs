using System.Text.Json;
using CloudIde.Emulator.Ecs.Clusters;
using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>A RunTask call that has been checked.</summary>
internal sealed record RunTaskRequest
{
    private const int MaxCount = 10;
    private const int MaxTokenLength = 64;
    private const int MaxStartedByLength = 128;
    private const int MaxSubnets = 16;
    private const int MaxSecurityGroups = 5;
    private const string CurrentPlatform = "1.4.0";

    public required Cluster Cluster { get; init; }

    public required TaskDefinition Definition { get; init; }

    public required int Count { get; init; }

    /// <summary>The provider of each task, or null where the launch type was given.</summary>
    public required IReadOnlyList<string>? Providers { get; init; }

    public required string Group { get; init; }

    public required string? StartedBy { get; init; }

    public required string? ClientToken { get; init; }

    public required IReadOnlyList<string> Subnets { get; init; }

    public required string PlatformVersion { get; init; }

    public required string Cpu { get; init; }

    public required string Memory { get; init; }

    public required bool EnableExecuteCommand { get; init; }

    public required int EphemeralStorageGiB { get; init; }

    public required JsonElement? Overrides { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Reads and checks a call.</summary>
    /// <param name="input">The request.</param>
    /// <param name="clusters">The clusters.</param>
    /// <param name="definitions">The task definitions.</param>
    /// <returns>The call.</returns>
    /// <exception cref="AwsServiceException">AWS would refuse it.</exception>
    public static RunTaskRequest Read(JsonInput input, ClusterStore clusters, TaskDefinitionStore definitions)
    {
        var cluster = clusters.Active(input.Text("cluster"));
        var definition = ReadDefinition(input, definitions);
        var count = input.Integer("count") ?? 1;
        if (count is < 1 or > MaxCount)
        {
            throw EcsErrors.InvalidParameter(count < 1
                ? "count should be greater than 0."
                : $"The maximum value for count is {MaxCount}.");
        }

        var clientToken = Short(input, "clientToken", MaxTokenLength);
        var startedBy = Short(input, "startedBy", MaxStartedByLength);
        var strategy = ReadStrategy(input, cluster);
        var overrides = input.Structure("overrides");
        var (cpu, memory) = TaskDefinitionReader.CheckSize(
            overrides?.Text("cpu") ?? definition.Cpu, overrides?.Text("memory") ?? definition.Memory);
        OverrideChecks.Check(overrides, definition);
        RefuseLeftOut(input);
        return new RunTaskRequest
        {
            Cluster = cluster,
            Definition = definition,
            Count = count,
            Providers = strategy is null ? null : CapacityStrategy.Deal(strategy, count),
            Group = input.Text("group") is { Length: > 0 } group ? group : $"family:{definition.Family}",
            StartedBy = startedBy,
            ClientToken = clientToken,
            Subnets = ReadSubnets(input, definition),
            PlatformVersion = ReadPlatform(input),
            Cpu = cpu,
            Memory = memory,
            EnableExecuteCommand = input.Flag("enableExecuteCommand") ?? false,
            EphemeralStorageGiB = overrides?.Structure("ephemeralStorage")?.Integer("sizeInGiB") ?? definition.EphemeralStorageGiB,
            Overrides = overrides?.Element,
            Tags = ReadTags(input, definition, cluster),
        };
    }

    private static TaskDefinition ReadDefinition(JsonInput input, TaskDefinitionStore definitions)
    {
        var identifier = input.Text("taskDefinition");
        if (string.IsNullOrEmpty(identifier))
        {
            throw EcsErrors.InvalidParameter("TaskDefinition can not be blank.");
        }

        var definition = definitions.Find(identifier) ?? throw EcsErrors.Client("TaskDefinition not found.");
        return definition.Active ? definition : throw EcsErrors.Client("TaskDefinition is inactive");
    }

    private static IReadOnlyList<CapacityShare>? ReadStrategy(JsonInput input, Cluster cluster)
    {
        var launchType = input.Text("launchType");
        var strategy = CapacityStrategy.Read(input, "capacityProviderStrategy", cluster.CapacityProviders);
        if (launchType is not (null or "EC2" or "FARGATE" or "EXTERNAL" or "MANAGED_INSTANCES"))
        {
            throw EcsErrors.InvalidParameter("launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]");
        }

        if (launchType is not null && strategy is not null)
        {
            throw EcsErrors.InvalidParameter(
                "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.");
        }

        if (strategy is null && launchType is null && cluster.DefaultStrategy.Count > 0)
        {
            return cluster.DefaultStrategy;
        }

        // Without a launch type AWS means EC2, and there are no machines here.
        return strategy is not null || launchType == "FARGATE"
            ? strategy
            : throw EcsErrors.InvalidParameter("No Container Instances were found in your cluster.");
    }

    private static IReadOnlyList<string> ReadSubnets(JsonInput input, TaskDefinition definition)
    {
        if (!definition.RunsOnFargate || !definition.HasNetworkInterface)
        {
            throw EcsErrors.InvalidParameter(
                "Task definition does not support launch_type FARGATE.");
        }

        var configuration = input.Structure("networkConfiguration")?.Structure("awsvpcConfiguration")
            ?? throw EcsErrors.InvalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
        var subnets = configuration.Texts("subnets") ?? [];
        if (subnets.Count == 0 || subnets.Any(string.IsNullOrWhiteSpace))
        {
            throw EcsErrors.InvalidParameter("subnets can not be empty.");
        }

        if (subnets.Count > MaxSubnets)
        {
            throw EcsErrors.InvalidParameter($"subnets can have at most {MaxSubnets} items.");
        }

        if (configuration.Texts("securityGroups") is { Count: > MaxSecurityGroups })
        {
            throw EcsErrors.InvalidParameter($"securityGroups can have at most {MaxSecurityGroups} items.");
        }

        return configuration.Text("assignPublicIp") is null or "ENABLED" or "DISABLED"
            ? subnets
            : throw EcsErrors.InvalidParameter("assignPublicIp should be one of [ENABLED,DISABLED].");
    }

    private static void RefuseLeftOut(JsonInput input)
    {
        _ = input.Text("referenceId");
        if (input.Structures("placementConstraints") is { Count: > 0 })
        {
            throw EcsErrors.InvalidParameter("Placement constraints are not supported with FARGATE launch type.");
        }

        if (input.Structures("placementStrategy") is { Count: > 0 })
        {
            throw EcsErrors.InvalidParameter("Placement strategies are not supported with FARGATE launch type.");
        }

        if (input.Structures("volumeConfigurations") is { Count: > 0 })
        {
            throw EcsErrors.NotEmulated("volumeConfigurations");
        }
    }

    private static IReadOnlyDictionary<string, string> ReadTags(JsonInput input, TaskDefinition definition, Cluster cluster)
    {
        var tags = ResourceTags.Read(input);
        if (input.Flag("enableECSManagedTags") == true)
        {
            tags = ResourceTags.Merge(tags, new Dictionary<string, string> { ["aws:ecs:clusterName"] = cluster.Name });
        }

        return input.Text("propagateTags") switch
        {
            null or "NONE" => tags,
            "TASK_DEFINITION" => ResourceTags.Merge(definition.Tags, tags),
            _ => throw EcsErrors.InvalidParameter("propagateTags should be one of [TASK_DEFINITION,NONE] for RunTask."),
        };
    }

    private static string ReadPlatform(JsonInput input) => input.Text("platformVersion") switch
    {
        null or "" or "LATEST" or CurrentPlatform => CurrentPlatform,
        "1.3.0" => "1.3.0",
        _ => throw new AwsServiceException(400, "PlatformUnknownException", "The specified platform version does not exist."),
    };

    private static string? Short(JsonInput input, string member, int maxLength) => input.Text(member) switch
    {
        null or "" => null,
        { } text when text.Length > maxLength => throw EcsErrors.InvalidParameter(
            $"{member} must have length less than or equal to {maxLength}."),
        { } text => text,
    };
}
