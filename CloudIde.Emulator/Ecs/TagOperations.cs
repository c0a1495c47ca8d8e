using System.Text.Json;
using CloudIde.Emulator.Ecs.Clusters;
using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Ecs.Tasks;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs;

/// <summary>Operations on the tags of whatever has an ARN.</summary>
/// <param name="clusters">The clusters.</param>
/// <param name="definitions">The task definitions.</param>
/// <param name="tasks">The tasks.</param>
internal sealed class TagOperations(ClusterStore clusters, TaskDefinitionStore definitions, TaskStore tasks)
{
    public void Tag(JsonInput input, Utf8JsonWriter output)
    {
        _ = Arn(input);
        if (!input.Has("tags"))
        {
            throw EcsErrors.InvalidParameter("tags can not be empty.");
        }

        var added = ResourceTags.Read(input);
        Change(input, tags => ResourceTags.Merge(tags, added));
    }

    public void Untag(JsonInput input, Utf8JsonWriter output)
    {
        var removed = input.Texts("tagKeys") ?? throw EcsErrors.InvalidParameter("tagKeys can not be empty.");
        Change(input, tags => ResourceTags.Without(tags, removed));
    }

    public void List(JsonInput input, Utf8JsonWriter output)
    {
        var tags = ResourceTags.None;
        Change(input, found => tags = found);
        ResourceTags.Write(output, tags);
    }

    private static string Arn(JsonInput input) =>
        input.Text("resourceArn") ?? throw EcsErrors.InvalidParameter("resourceArn can not be blank.");

    private void Change(JsonInput input, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> change)
    {
        var arn = Arn(input);
        switch (arn.Split(':', 6)[^1].Split('/'))
        {
            case ["cluster", var name]:
                clusters.Update(name, cluster => cluster is { Active: true }
                    ? Same(cluster.Tags, change(cluster.Tags)) is { } tags ? cluster with { Tags = tags } : cluster
                    : throw EcsErrors.ClusterNotFound());
                break;
            case ["task-definition", var name]:
                var definition = definitions.Find(name) ?? throw EcsErrors.InvalidParameter("The specified task definition is inactive or does not exist.");
                definitions.Update(definition, item => item with { Tags = change(item.Tags) });
                break;
            case ["task", .., var id]:
                var entry = tasks.Find(id) ?? throw EcsErrors.InvalidParameter("The specified task is stopped. Specify a running task and try again.");
                entry.Update(task => Same(task.Tags, change(task.Tags)) is { } tags ? task with { Tags = tags } : task);
                break;
            default:
                throw EcsErrors.InvalidParameter("Invalid ARN: tags belong to clusters, task definitions and tasks.");
        }
    }

    // Null where nothing changed, so that nothing is written.
    private static IReadOnlyDictionary<string, string>? Same(
        IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        ReferenceEquals(before, after) ? null : after;
}
