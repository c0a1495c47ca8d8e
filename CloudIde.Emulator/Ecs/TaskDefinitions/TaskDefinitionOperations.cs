using System.Globalization;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>Operations on task definitions.</summary>
/// <param name="definitions">The definitions.</param>
/// <param name="arns">The ARNs.</param>
/// <param name="time">The clock.</param>
internal sealed class TaskDefinitionOperations(TaskDefinitionStore definitions, EcsArns arns, TimeProvider time)
{
    public void Register(JsonInput input, Utf8JsonWriter output)
    {
        var (family, document) = TaskDefinitionReader.Read(input);
        var tags = ResourceTags.Read(input);
        var definition = definitions.Add(family, revision => new TaskDefinition
        {
            Family = family,
            Revision = revision,
            RegisteredAt = time.GetUtcNow(),
            Tags = tags,
            Document = document,
        });
        WriteDefinition(output, definition);
        ResourceTags.Write(output, definition.Tags);
    }

    public void Describe(JsonInput input, Utf8JsonWriter output)
    {
        var identifier = input.Text("taskDefinition") ?? throw EcsErrors.Client("Task definition can not be blank.");
        var include = input.Texts("include") ?? [];
        var definition = definitions.Find(identifier) ?? throw EcsErrors.Client("Unable to describe task definition.");
        WriteDefinition(output, definition);
        if (include.Contains("TAGS"))
        {
            ResourceTags.Write(output, definition.Tags);
        }
    }

    public void Deregister(JsonInput input, Utf8JsonWriter output)
    {
        var identifier = input.Text("taskDefinition") ?? throw EcsErrors.Client("Task definition can not be blank.");
        var (_, revision) = TaskDefinitionStore.Split(identifier);
        if (revision is null)
        {
            throw EcsErrors.Client("Revision is missing.");
        }

        if (!int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw EcsErrors.InvalidParameter($"Invalid revision number. Number: {revision}");
        }

        var definition = definitions.Find(identifier)
            ?? throw EcsErrors.Client("The specified task definition does not exist. Specify a valid account, family, revision and try again.");
        definition = definitions.Update(definition, item => item.Active
            ? item with { Active = false, DeregisteredAt = time.GetUtcNow() }
            : item);
        WriteDefinition(output, definition);
    }

    public void List(JsonInput input, Utf8JsonWriter output)
    {
        // Despite its name AWS takes familyPrefix as a family's whole name here.
        var family = input.Text("familyPrefix");
        var active = (input.Text("status") ?? "ACTIVE") switch
        {
            "ACTIVE" => true,
            "INACTIVE" => false,
            "DELETE_IN_PROGRESS" => (bool?)null,
            var other => throw EcsErrors.InvalidParameter($"status value {other} should be one of [ACTIVE,INACTIVE,DELETE_IN_PROGRESS]."),
        };
        var descending = input.Text("sort") switch
        {
            null or "ASC" => false,
            "DESC" => true,
            var other => throw EcsErrors.InvalidParameter($"sort value {other} should be one of [ASC,DESC]."),
        };
        EcsPaging.Write(
            input,
            output,
            "taskDefinitionArns",
            definitions.All()
                .Where(definition => definition.Active == active && (family is null || definition.Family == family))
                .Select(definition => ($"{definition.Family}:{definition.Revision:D10}", arns.TaskDefinition(definition.Family, definition.Revision))),
            descending);
    }

    public void ListFamilies(JsonInput input, Utf8JsonWriter output)
    {
        var prefix = input.Text("familyPrefix") ?? "";
        var status = input.Text("status") ?? "ACTIVE";
        if (status is not ("ACTIVE" or "INACTIVE" or "ALL"))
        {
            throw EcsErrors.InvalidParameter($"status value {status} should be one of [ACTIVE,INACTIVE,ALL].");
        }

        EcsPaging.Write(input, output, "families", definitions.All()
            .GroupBy(definition => definition.Family)
            .Where(family => family.Key.StartsWith(prefix, StringComparison.Ordinal)
                && (status == "ALL" || family.Any(definition => definition.Active) == (status == "ACTIVE")))
            .Select(family => (family.Key, family.Key)));
    }

    private void WriteDefinition(Utf8JsonWriter output, TaskDefinition definition)
    {
        output.WriteStartObject("taskDefinition");
        output.WriteString("taskDefinitionArn", arns.TaskDefinition(definition.Family, definition.Revision));
        foreach (var member in definition.Document.EnumerateObject())
        {
            member.WriteTo(output);
        }

        output.WriteNumber("revision", definition.Revision);
        output.WriteString("status", definition.Active ? "ACTIVE" : "INACTIVE");
        output.WriteTime("registeredAt", definition.RegisteredAt);
        output.WriteTime("deregisteredAt", definition.DeregisteredAt);
        output.WriteString("registeredBy", $"arn:aws:iam::{arns.Account}:root");
        output.WriteEndObject();
    }
}
