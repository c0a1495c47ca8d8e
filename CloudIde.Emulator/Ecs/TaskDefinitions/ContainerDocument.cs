using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>Writes a container's definition as AWS gives it back: the members it knows, and its defaults.</summary>
internal static class ContainerDocument
{
    private static readonly string[] Members =
    [
        "name", "image", "repositoryCredentials", "memory", "memoryReservation", "links", "entryPoint", "command",
        "linuxParameters", "secrets", "dependsOn", "startTimeout", "stopTimeout", "versionConsistency", "hostname", "user",
        "workingDirectory", "disableNetworking", "privileged", "readonlyRootFilesystem", "dnsServers", "dnsSearchDomains",
        "extraHosts", "dockerSecurityOptions", "interactive", "pseudoTerminal", "dockerLabels", "ulimits",
        "logConfiguration", "healthCheck", "resourceRequirements", "credentialSpecs",
    ];

    // AWS answers with these also when they were not given.
    private static readonly string[] Lists = ["portMappings", "environment", "mountPoints", "volumesFrom", "systemControls"];

    /// <summary>Writes one container.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="input">The container as it came.</param>
    public static void Write(Utf8JsonWriter writer, JsonInput input)
    {
        if ((input.Structures("dependsOn") ?? []).Any(item => item.Text("condition") is not "START"))
        {
            throw EcsErrors.Client("Of the conditions of dependsOn only START is emulated.");
        }

        writer.WriteStartObject();
        foreach (var member in Members)
        {
            if (input.Has(member))
            {
                writer.WritePropertyName(member);
                input.Element.GetProperty(member).WriteTo(writer);
            }
        }

        writer.WriteNumber("cpu", input.Integer("cpu") ?? 0);
        writer.WriteBoolean("essential", input.Flag("essential") ?? true);
        foreach (var member in Lists)
        {
            writer.WriteStartArray(member);
            foreach (var item in input.Structures(member) ?? [])
            {
                item.Element.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
