using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>
/// Checks the types of members that are kept and given back without being read: a client could not read an answer that
/// repeats a wrong one.
/// </summary>
internal static class KeptMembers
{
    private static readonly string[] TaskTexts = ["taskRoleArn", "executionRoleArn", "networkMode", "pidMode", "ipcMode"];

    private static readonly string[] ContainerTexts = ["hostname", "user", "workingDirectory", "versionConsistency"];

    private static readonly string[] ContainerFlags =
        ["disableNetworking", "privileged", "readonlyRootFilesystem", "interactive", "pseudoTerminal"];

    private static readonly string[] ContainerLists =
        ["links", "dnsServers", "dnsSearchDomains", "dockerSecurityOptions", "credentialSpecs"];

    /// <summary>Checks a definition's own members.</summary>
    /// <param name="input">The request.</param>
    public static void CheckDefinition(JsonInput input)
    {
        foreach (var member in TaskTexts)
        {
            _ = input.Text(member);
        }

        _ = input.Flag("enableFaultInjection");
        CheckItems(input, "volumes", "name");
        CheckItems(input, "placementConstraints", "type", "expression");
        CheckItems(input, "inferenceAccelerators", "deviceName", "deviceType");
        if (input.Structure("runtimePlatform") is { } platform)
        {
            _ = platform.Text("cpuArchitecture");
            _ = platform.Text("operatingSystemFamily");
        }

        if (input.Structure("proxyConfiguration") is { } proxy)
        {
            _ = proxy.Text("type");
            _ = proxy.Text("containerName");
            CheckItems(proxy, "properties", "name", "value");
        }

        foreach (var volume in input.Structures("volumes") ?? [])
        {
            _ = volume.Flag("configuredAtLaunch");
            _ = volume.Structure("host")?.Text("sourcePath");
            _ = volume.Structure("dockerVolumeConfiguration");
            _ = volume.Structure("efsVolumeConfiguration")?.Text("fileSystemId");
            _ = volume.Structure("s3filesVolumeConfiguration");
            _ = volume.Structure("fsxWindowsFileServerVolumeConfiguration");
        }
    }

    /// <summary>Checks a container's members.</summary>
    /// <param name="input">An item of <c>containerDefinitions</c>.</param>
    public static void CheckContainer(JsonInput input)
    {
        foreach (var member in ContainerTexts)
        {
            _ = input.Text(member);
        }

        foreach (var member in ContainerFlags)
        {
            _ = input.Flag(member);
        }

        foreach (var member in ContainerLists)
        {
            _ = input.Texts(member);
        }

        _ = input.Integer("startTimeout");
        _ = input.Map("dockerLabels");
        _ = input.Structure("repositoryCredentials")?.Text("credentialsParameter");
        CheckItems(input, "mountPoints", "sourceVolume", "containerPath");
        CheckItems(input, "volumesFrom", "sourceContainer");
        CheckItems(input, "extraHosts", "hostname", "ipAddress");
        CheckItems(input, "systemControls", "namespace", "value");
        CheckItems(input, "resourceRequirements", "value", "type");
        CheckItems(input, "environmentFiles", "value", "type");
        CheckItems(input, "ulimits", "name");
        CheckItems(input, "portMappings", "protocol", "name", "appProtocol", "containerPortRange");
        foreach (var port in input.Structures("portMappings") ?? [])
        {
            CheckPort(port, "containerPort");
            CheckPort(port, "hostPort");
        }

        foreach (var limit in input.Structures("ulimits") ?? [])
        {
            _ = limit.Integer("softLimit");
            _ = limit.Integer("hardLimit");
        }

        if (input.Structure("healthCheck") is { } health)
        {
            _ = health.Texts("command");
            foreach (var member in (ReadOnlySpan<string>)["interval", "timeout", "retries", "startPeriod"])
            {
                _ = health.Integer(member);
            }
        }

        _ = input.Structure("linuxParameters")?.Flag("initProcessEnabled");
        _ = input.Structure("restartPolicy");
        _ = input.Structure("firelensConfiguration");
        if (input.Structure("logConfiguration") is { } log)
        {
            CheckItems(log, "secretOptions", "name", "valueFrom");
        }
    }

    private static void CheckItems(JsonInput input, string list, params ReadOnlySpan<string> texts)
    {
        foreach (var item in input.Structures(list) ?? [])
        {
            foreach (var member in texts)
            {
                _ = item.Text(member);
            }
        }
    }

    private static void CheckPort(JsonInput port, string member)
    {
        if (port.Integer(member) is < 0 or > ushort.MaxValue)
        {
            throw EcsErrors.Client($"Invalid setting for container. {member} must be between 0 and {ushort.MaxValue}.");
        }
    }
}
