using System.Globalization;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Logs;

/// <summary>Operations on groups, their retention and their tags.</summary>
/// <param name="store">The groups.</param>
/// <param name="arnPrefix">What stands before a group's name in its ARN.</param>
internal sealed class LogGroupOperations(LogStore store, string arnPrefix)
{
    private const int MaxGroupsPerPage = 50;
    private const int MaxTags = 50;

    // The periods that PutRetentionPolicy allows.
    private static readonly int[] RetentionDays =
    [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ];

    public void Create(JsonInput input)
    {
        var name = LogsInput.GroupName(input);
        var logGroupClass = input.Text("logGroupClass") ?? "STANDARD";
        if (logGroupClass is not ("STANDARD" or "INFREQUENT_ACCESS" or "DELIVERY"))
        {
            throw LogsErrors.Constraint(
                "logGroupClass",
                logGroupClass,
                "Member must satisfy enum value set: [STANDARD, INFREQUENT_ACCESS, DELIVERY]");
        }

        if (input.Flag("deletionProtectionEnabled") == true)
        {
            throw LogsErrors.InvalidParameter("deletionProtectionEnabled is not emulated.");
        }

        var tags = input.Map("tags") ?? new Dictionary<string, string>();
        CheckTags(tags.Count);
        var state = new LogGroupState(name, store.Now, null, input.Text("kmsKeyId"), logGroupClass, tags);
        if (!store.TryCreate(state))
        {
            throw LogsErrors.GroupExists();
        }
    }

    public void Delete(JsonInput input)
    {
        if (!store.TryDelete(LogsInput.GroupName(input)))
        {
            throw LogsErrors.NoGroup();
        }
    }

    public void Describe(JsonInput input, Utf8JsonWriter output)
    {
        var prefix = input.Text("logGroupNamePrefix");
        var pattern = input.Text("logGroupNamePattern");
        if (prefix is not null && pattern is not null)
        {
            throw LogsErrors.InvalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }

        var named = input.Texts("logGroupIdentifiers")?.Select(LogsInput.NameOf).ToHashSet(StringComparer.Ordinal);
        var limit = LogsInput.Limit(input, MaxGroupsPerPage);
        var after = LogsInput.After(input);
        var logGroupClass = input.Text("logGroupClass");

        // There is one account and none is linked to it; whoever asks for another's groups gets none.
        var accounts = input.Texts("accountIdentifiers");
        var others = input.Flag("includeLinkedAccounts") == true && accounts is { Count: > 0 } && !accounts.Contains(arnPrefix.Split(':')[4]);
        var groups = store.Groups
            .Where(group => !others)
            .Where(group => prefix is null || group.State.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(group => pattern is null || group.State.Name.Contains(pattern, StringComparison.OrdinalIgnoreCase))
            .Where(group => named is null || named.Contains(group.State.Name))
            .Where(group => logGroupClass is null || group.State.LogGroupClass == logGroupClass)
            .Where(group => after is null || string.CompareOrdinal(group.State.Name, after) > 0)
            .OrderBy(group => group.State.Name, StringComparer.Ordinal)
            .Take(limit + 1)
            .ToList();

        output.WriteStartArray("logGroups");
        foreach (var group in groups.Take(limit))
        {
            var state = group.State;
            output.WriteStartObject();
            output.WriteString("logGroupName", state.Name);
            output.WriteNumber("creationTime", state.CreatedAt);
            output.WriteOptional("retentionInDays", state.RetentionInDays);
            output.WriteNumber("metricFilterCount", 0);
            output.WriteString("arn", arnPrefix + state.Name + ":*");
            output.WriteNumber("storedBytes", 0);
            output.WriteOptional("kmsKeyId", state.KmsKeyId);
            output.WriteString("logGroupClass", state.LogGroupClass);
            output.WriteString("logGroupArn", arnPrefix + state.Name);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteOptional("nextToken", groups.Count > limit ? PageToken.Write(groups[limit - 1].State.Name) : null);
    }

    public void PutRetention(JsonInput input)
    {
        var group = LogsInput.Group(input, store);
        var days = input.Integer("retentionInDays") ?? throw LogsErrors.Missing("retentionInDays");
        if (!RetentionDays.Contains(days))
        {
            throw LogsErrors.Constraint(
                "retentionInDays",
                days.ToString(CultureInfo.InvariantCulture),
                $"Member must satisfy enum value set: [{string.Join(", ", RetentionDays)}]");
        }

        group.Update(state => state with { RetentionInDays = days });
    }

    public void DeleteRetention(JsonInput input) =>
        LogsInput.Group(input, store).Update(state => state with { RetentionInDays = null });

    public void TagByArn(JsonInput input)
    {
        RequireArn(input);
        Tag(input);
    }

    public void UntagByArn(JsonInput input)
    {
        RequireArn(input);
        Untag(input);
    }

    public void ListTagsByArn(JsonInput input, Utf8JsonWriter output)
    {
        RequireArn(input);
        ListTags(input, output);
    }

    public void Tag(JsonInput input)
    {
        var added = input.Map("tags") ?? throw LogsErrors.Missing("tags");
        Tagged(input).Update(state =>
        {
            var tags = new Dictionary<string, string>(state.Tags, StringComparer.Ordinal);
            foreach (var (key, value) in added)
            {
                tags[key] = value;
            }

            CheckTags(tags.Count);
            return state with { Tags = tags };
        });
    }

    public void Untag(JsonInput input)
    {
        var removed = input.Texts("tagKeys") ?? input.Texts("tags") ?? throw LogsErrors.Missing("tagKeys");
        Tagged(input).Update(state => state with
        {
            Tags = state.Tags.Where(tag => !removed.Contains(tag.Key)).ToDictionary(StringComparer.Ordinal),
        });
    }

    public void ListTags(JsonInput input, Utf8JsonWriter output)
    {
        output.WriteStartObject("tags");
        foreach (var (key, value) in Tagged(input).State.Tags)
        {
            output.WriteString(key, value);
        }

        output.WriteEndObject();
    }

    private static void CheckTags(int count)
    {
        if (count > MaxTags)
        {
            throw new AwsServiceException(400, "TooManyTagsException", $"A resource can have at most {MaxTags} tags.");
        }
    }

    private static void RequireArn(JsonInput input)
    {
        if (!input.Has("resourceArn"))
        {
            throw LogsErrors.Missing("resourceArn");
        }
    }

    // The older operations name the group, the newer ones its ARN.
    private LogGroup Tagged(JsonInput input)
    {
        var name = input.Text("resourceArn") is { } arn ? LogsInput.NameOf(arn) : LogsInput.GroupName(input);
        return store.TryGet(name, out var group) ? group : throw LogsErrors.NoGroup();
    }
}
