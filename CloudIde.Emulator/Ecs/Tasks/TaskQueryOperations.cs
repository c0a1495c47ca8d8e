using System.Text.Json;
using CloudIde.Emulator.Ecs.Clusters;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Lists and describes tasks.</summary>
/// <param name="clusters">The clusters.</param>
/// <param name="tasks">The tasks.</param>
/// <param name="arns">The ARNs.</param>
internal sealed class TaskQueryOperations(ClusterStore clusters, TaskStore tasks, EcsArns arns)
{
    private const int MaxDescribed = 100;

    private readonly TaskWriter _writer = new(arns);

    public void List(JsonInput input, Utf8JsonWriter output)
    {
        var cluster = clusters.Active(input.Text("cluster"));
        var family = NotEmpty(input.Text("family"));
        var startedBy = NotEmpty(input.Text("startedBy"));
        var desiredStatus = NotEmpty(input.Text("desiredStatus")) ?? EcsTaskStatus.Running;
        var launchType = NotEmpty(input.Text("launchType"));
        if (desiredStatus is not (EcsTaskStatus.Running or EcsTaskStatus.Pending or EcsTaskStatus.Stopped))
        {
            throw EcsErrors.InvalidParameter("desiredStatus should be one of [RUNNING,PENDING,STOPPED].");
        }

        if (launchType is not (null or "EC2" or "FARGATE" or "EXTERNAL" or "MANAGED_INSTANCES"))
        {
            throw EcsErrors.InvalidParameter("launch type should be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]");
        }

        CheckCombination(input, family, startedBy, launchType);

        // ECS never wants a task to be pending: a task that starts is wanted to run.
        EcsPaging.Write(input, output, "taskArns", tasks.All
            .Where(task => task.Cluster == cluster.Name
                && task.DesiredStatus == desiredStatus
                && (family is null || task.Family == family)
                && (startedBy is null || task.StartedBy == startedBy)
                && launchType is null or "FARGATE")
            .Select(task => (task.SortKey, arns.Task(task.Cluster, task.Id))));
    }

    public void Describe(JsonInput input, Utf8JsonWriter output)
    {
        var cluster = clusters.Active(input.Text("cluster"));
        var identifiers = input.Texts("tasks") ?? [];
        if (identifiers.Count == 0)
        {
            throw EcsErrors.InvalidParameter("Tasks cannot be empty.");
        }

        if (identifiers.Count > MaxDescribed)
        {
            throw EcsErrors.InvalidParameter($"Tasks cannot be more than {MaxDescribed} elements.");
        }

        var include = input.Texts("include") ?? [];
        if (include.FirstOrDefault(item => item != "TAGS") is { } unknown)
        {
            throw EcsErrors.InvalidParameter($"include value {unknown} should be one of [TAGS].");
        }

        var ids = identifiers.Select(identifier => TaskIdentifier.Read(identifier, cluster.Name)).Distinct().ToList();
        var found = ids.Select(id => (Id: id, Task: tasks.Find(id)?.State is { } task && task.Cluster == cluster.Name ? task : null)).ToList();
        output.WriteStartArray("tasks");
        foreach (var (_, task) in found.Where(item => item.Task is not null))
        {
            output.WriteStartObject();
            _writer.Write(output, task!, include.Count > 0);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteStartArray("failures");
        foreach (var (id, _) in found.Where(item => item.Task is null))
        {
            output.WriteStartObject();
            output.WriteString("arn", arns.Task(cluster.Name, id));
            output.WriteString("reason", "MISSING");
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    // The API reference: startedBy must be the only filter. It takes desiredStatus beside it all the same, which
    // schedulers such as Airflow rely on, so that is let through.
    private static void CheckCombination(JsonInput input, string? family, string? startedBy, string? launchType)
    {
        var containerInstance = NotEmpty(input.Text("containerInstance"));
        var service = NotEmpty(input.Text("serviceName")) ?? NotEmpty(input.Text("daemonName"));
        if (startedBy is not null && (family ?? containerInstance ?? service ?? launchType) is not null)
        {
            throw EcsErrors.InvalidParameter("startedBy cannot be combined with another filter.");
        }

        if (family is not null && service is not null)
        {
            throw EcsErrors.InvalidParameter("family and serviceName cannot both be specified.");
        }

        if (service is not null)
        {
            throw EcsErrors.ServiceNotFound();
        }

        if (containerInstance is not null)
        {
            throw EcsErrors.InvalidParameter("The referenced container instance was not found.");
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
