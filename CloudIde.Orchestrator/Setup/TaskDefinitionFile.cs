using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.ECS.Model;
using EcsPair = Amazon.ECS.Model.KeyValuePair;

namespace CloudIde.Orchestrator.Setup;

/// <summary>
/// <c>ecs/task-definition.json</c>: the form that <c>aws ecs register-task-definition --cli-input-json</c> takes, with the
/// placeholders <c>ACCOUNT_ID</c> and <c>REGION</c>.
/// </summary>
internal static partial class TaskDefinitionFile
{
    /// <summary>Where the file is unless somebody names another: beside the program.</summary>
    public static string DefaultPath => Path.Combine(AppContext.BaseDirectory, "ecs", "task-definition.json");

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="accountId">What <c>ACCOUNT_ID</c> stands for.</param>
    /// <param name="region">What <c>REGION</c> stands for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The request that registers it.</returns>
    /// <exception cref="InvalidDataException">The file is not such a file; the message says where.</exception>
    public static async Task<RegisterTaskDefinitionRequest> ReadAsync(
        string path, string accountId, string region, CancellationToken cancellationToken) =>
        Parse(await File.ReadAllTextAsync(path, cancellationToken), accountId, region, Path.GetFileName(path));

    /// <summary>Reads the text of such a file.</summary>
    public static RegisterTaskDefinitionRequest Parse(string text, string accountId, string region, string name)
    {
        // Whole words only, or an environment variable named AWS_REGION would be renamed.
        var filled = Placeholder().Replace(text, match => match.Value == "REGION" ? region : accountId);
        try
        {
            return JsonMembers.ReadAll(JsonNode.Parse(filled), name, ReadDefinition);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{name} is not valid JSON: {e.Message}", e);
        }
    }

    private static RegisterTaskDefinitionRequest ReadDefinition(JsonMembers json) => new()
    {
        Family = json.Text("family"),
        RequiresCompatibilities = json.Texts("requiresCompatibilities"),
        NetworkMode = json.Text("networkMode"),
        Cpu = json.Text("cpu"),
        Memory = json.Text("memory"),
        RuntimePlatform = json.Object("runtimePlatform", ReadPlatform),
        EphemeralStorage = json.Object("ephemeralStorage", disk => new EphemeralStorage { SizeInGiB = disk.Number("sizeInGiB") }),
        ExecutionRoleArn = json.Text("executionRoleArn"),
        TaskRoleArn = json.Text("taskRoleArn"),
        PidMode = json.Text("pidMode"),
        ContainerDefinitions = json.Objects("containerDefinitions", ReadContainer),
        Tags = json.Objects("tags", tag => new Tag { Key = tag.Text("key"), Value = tag.Text("value") }),
    };

    private static RuntimePlatform ReadPlatform(JsonMembers json) => new()
    {
        CpuArchitecture = json.Text("cpuArchitecture"),
        OperatingSystemFamily = json.Text("operatingSystemFamily"),
    };

    private static ContainerDefinition ReadContainer(JsonMembers json) => new()
    {
        Name = json.Text("name"),
        Image = json.Text("image"),
        Essential = json.Flag("essential"),
        Cpu = json.Number("cpu"),
        Memory = json.Number("memory"),
        MemoryReservation = json.Number("memoryReservation"),
        Command = json.Texts("command"),
        EntryPoint = json.Texts("entryPoint"),
        WorkingDirectory = json.Text("workingDirectory"),
        User = json.Text("user"),
        ReadonlyRootFilesystem = json.Flag("readonlyRootFilesystem"),
        StartTimeout = json.Number("startTimeout"),
        StopTimeout = json.Number("stopTimeout"),
        Environment = json.Objects("environment", pair => new EcsPair { Name = pair.Text("name"), Value = pair.Text("value") }),
        Secrets = json.Objects("secrets", ReadSecret),
        PortMappings = json.Objects("portMappings", ReadPort),
        LinuxParameters = json.Object("linuxParameters", ReadLinux),
        Ulimits = json.Objects("ulimits", ReadLimit),
        HealthCheck = json.Object("healthCheck", ReadHealthCheck),
        DockerLabels = json.Map("dockerLabels"),
        LogConfiguration = json.Object("logConfiguration", ReadLog),
    };

    private static Secret ReadSecret(JsonMembers json) => new() { Name = json.Text("name"), ValueFrom = json.Text("valueFrom") };

    private static PortMapping ReadPort(JsonMembers json) => new()
    {
        ContainerPort = json.Number("containerPort"),
        HostPort = json.Number("hostPort"),
        Name = json.Text("name"),
        Protocol = json.Text("protocol"),
    };

    private static LinuxParameters ReadLinux(JsonMembers json) => new()
    {
        InitProcessEnabled = json.Flag("initProcessEnabled"),
        Capabilities = json.Object(
            "capabilities",
            capabilities => new KernelCapabilities { Add = capabilities.Texts("add"), Drop = capabilities.Texts("drop") }),
    };

    private static Ulimit ReadLimit(JsonMembers json) => new()
    {
        Name = json.Text("name"),
        SoftLimit = json.Number("softLimit"),
        HardLimit = json.Number("hardLimit"),
    };

    private static HealthCheck ReadHealthCheck(JsonMembers json) => new()
    {
        Command = json.Texts("command"),
        Interval = json.Number("interval"),
        Timeout = json.Number("timeout"),
        Retries = json.Number("retries"),
        StartPeriod = json.Number("startPeriod"),
    };

    private static LogConfiguration ReadLog(JsonMembers json) => new()
    {
        LogDriver = json.Text("logDriver"),
        Options = json.Map("options"),
        SecretOptions = json.Objects("secretOptions", ReadSecret),
    };

    [GeneratedRegex(@"(?<![A-Za-z_])(ACCOUNT_ID|REGION)(?![A-Za-z_])")]
    private static partial Regex Placeholder();
}
