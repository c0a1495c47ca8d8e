using CloudIde.Core.Aws;
using CloudIde.Core.Settings;

namespace CloudIde.Orchestrator.Settings;

/// <summary>Where worker tasks run and how many of them, under the names that the settings have always had.</summary>
public sealed record EcsSettings
{
    /// <summary>The cluster, unless <c>ECS_CLUSTER_NAME</c> is set.</summary>
    public const string DefaultClusterName = "cloudide-cluster";

    /// <summary>The task definition's family and the container's name.</summary>
    public const string DefaultTaskDefinition = "cloudide-worker";

    /// <summary>
    /// The subnet that a task gets where none is set, which is allowed with an emulator only. The name is not a real one
    /// on purpose: it can be seen in the task and never be mistaken for a subnet of an account.
    /// </summary>
    public const string EmulatedSubnet = "subnet-emulated";

    /// <summary>More than one account's Fargate quota usually allows; a higher number is a typing mistake.</summary>
    internal const int MostTasks = 50_000;

    /// <summary>More workspaces than any task has memory for.</summary>
    internal const int MostMessagesPerTask = 1000;

    /// <summary><c>ECS_CLUSTER_NAME</c>: the cluster's name or ARN.</summary>
    public required string Cluster { get; init; }

    /// <summary><c>ECS_TASK_DEFINITION</c>: a family (its latest revision), <c>family:revision</c> or an ARN.</summary>
    public required string TaskDefinition { get; init; }

    /// <summary><c>ECS_SUBNETS</c>: the subnets of the tasks, at least one.</summary>
    public required IReadOnlyList<string> Subnets { get; init; }

    /// <summary><c>ECS_SECURITY_GROUPS</c>: the security groups of the tasks.</summary>
    public required IReadOnlyList<string> SecurityGroups { get; init; }

    /// <summary><c>ECS_ASSIGN_PUBLIC_IP</c>: whether tasks get a public address, which they need in a subnet without NAT.</summary>
    public required bool AssignPublicIp { get; init; }

    /// <summary>
    /// <c>ECS_SPOT_PERCENT</c>: how many of 100 tasks run on Fargate Spot, 0 (default) to 100. They cost about a third and may be
    /// taken back with two minutes' warning, in which their workers save and hand over what they hold.
    /// </summary>
    public int SpotPercent { get; init; }

    /// <summary>The bounds and the load a task takes.</summary>
    public required FleetLimits Limits { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <param name="aws">Which AWS, since an emulator needs no network.</param>
    /// <returns>The settings.</returns>
    public static EcsSettings Read(SettingsReader reader, AwsSettings aws)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(aws);
        return new EcsSettings
        {
            Cluster = reader.Text("ECS_CLUSTER_NAME", DefaultClusterName),
            TaskDefinition = reader.Text("ECS_TASK_DEFINITION", DefaultTaskDefinition),
            Subnets = ReadNetwork(reader, aws, "ECS_SUBNETS", "subnet-", EmulatedSubnet),
            SecurityGroups = ReadNetwork(reader, aws, "ECS_SECURITY_GROUPS", "sg-", null),
            AssignPublicIp = reader.Flag("ECS_ASSIGN_PUBLIC_IP", true),
            SpotPercent = reader.WholeNumber("ECS_SPOT_PERCENT", 0, 0, 100),
            Limits = ReadLimits(reader, "ECS_MIN_TASKS", "ECS_MAX_TASKS"),
        };
    }

    /// <summary>What takes these settings' place where tasks run on Kubernetes: its own bounds, and nothing of ECS.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <param name="namespaceName">The namespace, which tells fleets apart as the cluster does on ECS.</param>
    /// <returns>The settings.</returns>
    internal static EcsSettings ReadForKubernetes(SettingsReader reader, string namespaceName) => new()
    {
        Cluster = $"kubernetes/{namespaceName}",
        TaskDefinition = DefaultTaskDefinition,
        Subnets = [],
        SecurityGroups = [],
        AssignPublicIp = false,
        Limits = ReadLimits(reader, "K8S_MIN_REPLICAS", "K8S_MAX_REPLICAS"),
    };

    private static FleetLimits ReadLimits(SettingsReader reader, string minName, string maxName)
    {
        var min = reader.WholeNumber(minName, 1, 0, MostTasks);
        var max = reader.WholeNumber(maxName, 10, 1, MostTasks);
        if (min > max)
        {
            reader.Reject($"{minName} is {min} and {maxName} is {max}: expected the minimum not to exceed the maximum.");
        }

        return new FleetLimits(min, max, reader.WholeNumber("ECS_MESSAGES_PER_TASK", 5, 1, MostMessagesPerTask));
    }

    private static IReadOnlyList<string> ReadNetwork(
        SettingsReader reader, AwsSettings aws, string name, string prefix, string? emulated)
    {
        var ids = reader.List(name);
        if (ids.Count > 0)
        {
            foreach (var id in ids.Where(id => !id.StartsWith(prefix, StringComparison.Ordinal)))
            {
                reader.Reject(name, id, $"ids such as {prefix}0123456789abcdef0, separated by commas");
            }

            return ids;
        }

        if (aws.EndpointUrl is null)
        {
            reader.Reject($"{name} is not set: expected ids such as {prefix}0123456789abcdef0, separated by commas. "
                + "It can be left out only with an emulator (AWS_ENDPOINT_URL).");
        }

        return emulated is null ? [] : [emulated];
    }
}
