using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>
/// What a task definition cannot have on Fargate (ECS Developer Guide, "Amazon ECS task definition differences for
/// Fargate"): AWS refuses it, and a task that ran without it would not be the one that was asked for.
/// </summary>
internal static class FargateLimits
{
    private static readonly string[] OfTask = ["inferenceAccelerators", "ipcMode", "placementConstraints"];

    private static readonly string[] OfContainer =
    [
        "disableNetworking", "dnsSearchDomains", "dnsServers", "dockerSecurityOptions", "extraHosts", "links", "privileged",
        "resourceRequirements",
    ];

    private static readonly string[] OfLinuxParameters = ["devices", "maxSwap", "sharedMemorySize", "swappiness", "tmpfs"];

    /// <summary>Checks a task definition.</summary>
    /// <param name="input">The request.</param>
    /// <exception cref="AwsServiceException">It has something that Fargate lacks.</exception>
    public static void Check(JsonInput input)
    {
        Refuse(input, OfTask);
        if (input.Text("pidMode") is not (null or "task"))
        {
            throw EcsErrors.Client("Fargate only supports pidMode 'task'.");
        }

        foreach (var container in input.Structures("containerDefinitions") ?? [])
        {
            Refuse(container, OfContainer);
            if (container.Structure("linuxParameters") is { } linux)
            {
                Refuse(linux, OfLinuxParameters);
            }
        }

        foreach (var volume in input.Structures("volumes") ?? [])
        {
            Refuse(volume, ["dockerVolumeConfiguration", "fsxWindowsFileServerVolumeConfiguration"]);
            if (volume.Structure("host")?.Text("sourcePath") is not null)
            {
                throw EcsErrors.Client("host.sourcePath should not be set for volumes in Fargate.");
            }
        }
    }

    private static void Refuse(JsonInput input, ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (input.Asks(member))
            {
                throw EcsErrors.Client($"'{member}' is not supported on Fargate.");
            }
        }
    }
}
