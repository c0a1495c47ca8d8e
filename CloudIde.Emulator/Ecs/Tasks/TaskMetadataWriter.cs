using System.Globalization;
using System.Text.Json;
using CloudIde.Emulator.Ecs.TaskDefinitions;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Writes the documents of the task metadata endpoint, version 4.</summary>
/// <param name="tasks">The tasks.</param>
/// <param name="definitions">Their definitions.</param>
/// <param name="arns">The ARNs.</param>
internal sealed class TaskMetadataWriter(TaskStore tasks, TaskDefinitionStore definitions, EcsArns arns)
{
    private const int CpuUnitsPerCpu = 1024;

    /// <summary>Writes what a container learns about itself.</summary>
    /// <param name="runtimeId">The container's id in its metadata address.</param>
    /// <param name="writer">Receives the document.</param>
    /// <returns>Whether there is such a container in a task that is not over.</returns>
    public bool WriteContainer(string runtimeId, Utf8JsonWriter writer)
    {
        if (Find(runtimeId) is not { } task)
        {
            return false;
        }

        Write(writer, task, task.Containers.First(container => container.RuntimeId == runtimeId));
        return true;
    }

    /// <summary>Writes what a container learns about its task.</summary>
    /// <param name="runtimeId">The container's id in its metadata address.</param>
    /// <param name="writer">Receives the document.</param>
    /// <returns>Whether there is such a container in a task that is not over.</returns>
    public bool WriteTask(string runtimeId, Utf8JsonWriter writer)
    {
        if (Find(runtimeId) is not { } task)
        {
            return false;
        }

        writer.WriteStartObject();
        writer.WriteString("Cluster", arns.Cluster(task.Cluster));
        writer.WriteString("TaskARN", arns.Task(task.Cluster, task.Id));
        writer.WriteString("Family", task.Family);
        writer.WriteString("Revision", task.Revision.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("DesiredStatus", task.DesiredStatus);
        writer.WriteString("KnownStatus", task.LastStatus);
        writer.WriteStartObject("Limits");
        writer.WriteNumber("CPU", double.Parse(task.Cpu, CultureInfo.InvariantCulture) / CpuUnitsPerCpu);
        writer.WriteNumber("Memory", int.Parse(task.Memory, CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        WriteTime(writer, "PullStartedAt", task.PullStartedAt);
        WriteTime(writer, "PullStoppedAt", task.PullStoppedAt);
        writer.WriteString("AvailabilityZone", task.AvailabilityZone);
        writer.WriteString("LaunchType", "FARGATE");
        writer.WriteStartArray("Containers");
        foreach (var container in task.Containers)
        {
            Write(writer, task, container);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return true;
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            writer.WriteString(name, value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        }
    }

    private TaskState? Find(string runtimeId)
    {
        var id = runtimeId.Split('-')[0];
        return tasks.Find(id)?.State is { IsStopped: false } task
            && task.Containers.Any(container => container.RuntimeId == runtimeId)
                ? task
                : null;
    }

    private void Write(Utf8JsonWriter writer, TaskState task, ContainerState container)
    {
        var log = definitions.Find($"{task.Family}:{task.Revision}")?.Containers
            .FirstOrDefault(item => item.Name == container.Name)?.LogOptions;
        writer.WriteStartObject();
        writer.WriteString("DockerId", container.RuntimeId);
        writer.WriteString("Name", container.Name);
        writer.WriteString("DockerName", container.Name);
        writer.WriteString("Image", container.Image);
        writer.WriteStartObject("Labels");
        writer.WriteString("com.amazonaws.ecs.cluster", arns.Cluster(task.Cluster));
        writer.WriteString("com.amazonaws.ecs.container-name", container.Name);
        writer.WriteString("com.amazonaws.ecs.task-arn", arns.Task(task.Cluster, task.Id));
        writer.WriteString("com.amazonaws.ecs.task-definition-family", task.Family);
        writer.WriteString("com.amazonaws.ecs.task-definition-version", task.Revision.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteString("DesiredStatus", task.DesiredStatus);
        writer.WriteString("KnownStatus", container.LastStatus);
        writer.WriteStartObject("Limits");
        writer.WriteNumber("CPU", container.Cpu);
        if (container.Memory is { } memory)
        {
            writer.WriteNumber("Memory", memory);
        }

        writer.WriteEndObject();
        WriteTime(writer, "CreatedAt", task.CreatedAt);
        WriteTime(writer, "StartedAt", container.StartedAt);
        writer.WriteString("Type", "NORMAL");
        if (log is not null)
        {
            writer.WriteString("LogDriver", "awslogs");
            writer.WriteStartObject("LogOptions");
            writer.WriteString("awslogs-group", log["awslogs-group"]);
            writer.WriteString("awslogs-region", log["awslogs-region"]);
            writer.WriteString("awslogs-stream", $"{log["awslogs-stream-prefix"]}/{container.Name}/{task.Id}");
            writer.WriteEndObject();
        }

        writer.WriteString("ContainerARN", arns.Container(task.Cluster, task.Id, container.Id));
        WriteNetworks(writer, task);
        writer.WriteEndObject();
    }

    private static void WriteNetworks(Utf8JsonWriter writer, TaskState task)
    {
        writer.WriteStartArray("Networks");
        if (task.Network is { } network)
        {
            writer.WriteStartObject();
            writer.WriteString("NetworkMode", "awsvpc");
            writer.WriteStartArray("IPv4Addresses");
            writer.WriteStringValue(network.Address);
            writer.WriteEndArray();
            writer.WriteString("MACAddress", network.MacAddress);
            writer.WriteString("PrivateDNSName", network.PrivateDnsName);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
