using System.Runtime.InteropServices;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Writes tasks as ECS answers them.</summary>
/// <param name="arns">The ARNs.</param>
internal sealed class TaskWriter(EcsArns arns)
{
    /// <summary>Writes the members of a task into an open object.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="task">The task.</param>
    /// <param name="includeTags">Whether its tags are told.</param>
    public void Write(Utf8JsonWriter output, TaskState task, bool includeTags)
    {
        WriteAttachments(output, task);
        output.WriteStartArray("attributes");
        output.WriteStartObject();
        output.WriteString("name", "ecs.cpu-architecture");
        output.WriteString("value", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x86_64");
        output.WriteEndObject();
        output.WriteEndArray();
        output.WriteString("availabilityZone", task.AvailabilityZone);
        output.WriteOptional("capacityProviderName", task.CapacityProvider);
        output.WriteString("clusterArn", arns.Cluster(task.Cluster));
        if (task.PullStartedAt is not null)
        {
            output.WriteString("connectivity", "CONNECTED");
            output.WriteTime("connectivityAt", task.PullStartedAt);
        }

        output.WriteStartArray("containers");
        foreach (var container in task.Containers)
        {
            WriteContainer(output, task, container);
        }

        output.WriteEndArray();
        output.WriteString("cpu", task.Cpu);
        output.WriteTime("createdAt", task.CreatedAt);
        output.WriteString("desiredStatus", task.DesiredStatus);
        output.WriteBoolean("enableExecuteCommand", task.EnableExecuteCommand);
        output.WriteTime("executionStoppedAt", task.ExecutionStoppedAt);
        output.WriteString("group", task.Group);
        output.WriteString("healthStatus", "UNKNOWN");
        output.WriteString("lastStatus", task.LastStatus);
        output.WriteString("launchType", "FARGATE");
        output.WriteString("memory", task.Memory);
        WriteOverrides(output, task);
        output.WriteString("platformVersion", task.PlatformVersion);
        output.WriteString("platformFamily", "Linux");
        output.WriteTime("pullStartedAt", task.PullStartedAt);
        output.WriteTime("pullStoppedAt", task.PullStoppedAt);
        output.WriteTime("startedAt", task.StartedAt);
        output.WriteOptional("startedBy", task.StartedBy);
        output.WriteOptional("stopCode", task.StopCode);
        output.WriteTime("stoppedAt", task.StoppedAt);
        output.WriteOptional("stoppedReason", task.StoppedReason);
        output.WriteTime("stoppingAt", task.StoppingAt);
        ResourceTags.Write(output, includeTags ? task.Tags : ResourceTags.None);
        output.WriteString("taskArn", arns.Task(task.Cluster, task.Id));
        output.WriteString("taskDefinitionArn", arns.TaskDefinition(task.Family, task.Revision));
        output.WriteNumber("version", task.Version);
        output.WriteStartObject("ephemeralStorage");
        output.WriteNumber("sizeInGiB", task.EphemeralStorageGiB);
        output.WriteEndObject();
    }

    private static void WriteAttachments(Utf8JsonWriter output, TaskState task)
    {
        output.WriteStartArray("attachments");
        if (task.Network is { } network)
        {
            output.WriteStartObject();
            output.WriteString("id", network.AttachmentId);
            output.WriteString("type", "ElasticNetworkInterface");
            output.WriteString("status", task.LastStatus switch
            {
                EcsTaskStatus.Provisioning => "PRECREATED",
                EcsTaskStatus.Stopped => "DELETED",
                _ => "ATTACHED",
            });
            output.WriteStartArray("details");
            WriteDetail(output, "subnetId", network.Subnet);
            if (task.LastStatus != EcsTaskStatus.Provisioning)
            {
                WriteDetail(output, "networkInterfaceId", network.InterfaceId);
                WriteDetail(output, "macAddress", network.MacAddress);
                WriteDetail(output, "privateDnsName", network.PrivateDnsName);
                WriteDetail(output, "privateIPv4Address", network.Address);
            }

            output.WriteEndArray();
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private static void WriteDetail(Utf8JsonWriter output, string name, string value)
    {
        output.WriteStartObject();
        output.WriteString("name", name);
        output.WriteString("value", value);
        output.WriteEndObject();
    }

    private static void WriteOverrides(Utf8JsonWriter output, TaskState task)
    {
        output.WriteStartObject("overrides");
        var hasContainers = false;
        if (task.Overrides is { } overrides)
        {
            foreach (var member in overrides.EnumerateObject())
            {
                hasContainers |= member.NameEquals("containerOverrides");
                member.WriteTo(output);
            }
        }

        if (!hasContainers)
        {
            output.WriteStartArray("containerOverrides");
            foreach (var container in task.Containers)
            {
                output.WriteStartObject();
                output.WriteString("name", container.Name);
                output.WriteEndObject();
            }

            output.WriteEndArray();
        }

        output.WriteEndObject();
    }

    private void WriteContainer(Utf8JsonWriter output, TaskState task, ContainerState container)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        output.WriteStartObject();
        output.WriteString("containerArn", arns.Container(task.Cluster, task.Id, container.Id));
        output.WriteString("taskArn", arns.Task(task.Cluster, task.Id));
        output.WriteString("name", container.Name);
        output.WriteString("image", container.Image);
        output.WriteOptional("runtimeId", container.StartedAt is null ? null : container.RuntimeId);
        output.WriteString("lastStatus", container.LastStatus);
        output.WriteOptional("exitCode", container.ExitCode);
        output.WriteOptional("reason", container.Reason);
        output.WriteStartArray("networkBindings");
        output.WriteEndArray();
        output.WriteStartArray("networkInterfaces");
        if (task.Network is { } network && task.LastStatus != EcsTaskStatus.Provisioning)
        {
            output.WriteStartObject();
            output.WriteString("attachmentId", network.AttachmentId);
            output.WriteString("privateIpv4Address", network.Address);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteString("healthStatus", "UNKNOWN");
        output.WriteString("cpu", container.Cpu.ToString(culture));
        output.WriteOptional("memory", container.Memory?.ToString(culture));
        output.WriteOptional("memoryReservation", container.MemoryReservation?.ToString(culture));
        output.WriteEndObject();
    }
}
