using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>
/// Turns the query protocol's flat parameters into the JSON protocol's members: <c>Attribute.1.Name=A</c> and
/// <c>Attribute.1.Value=B</c> become <c>"Attributes":{"A":"B"}</c>, and so on.
/// </summary>
internal static class QueryToJson
{
    /// <summary>No honest request has more entries in a list; a hostile index must not cost memory.</summary>
    private const int MaxIndex = 100;

    private static readonly FrozenDictionary<string, string> Lists = new Dictionary<string, string>
    {
        ["AttributeName"] = "AttributeNames",
        ["MessageAttributeName"] = "MessageAttributeNames",
        ["MessageSystemAttributeName"] = "MessageSystemAttributeNames",
        ["TagKey"] = "TagKeys",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (string Member, string Key)> Maps = new Dictionary<string, (string, string)>
    {
        ["Attribute"] = ("Attributes", "Name"),
        ["Tag"] = ("Tags", "Key"),
        ["MessageAttribute"] = ("MessageAttributes", "Name"),
        ["MessageSystemAttribute"] = ("MessageSystemAttributes", "Name"),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Numbers = FrozenSet.Create(
        "DelaySeconds", "VisibilityTimeout", "MaxNumberOfMessages", "WaitTimeSeconds", "MaxResults", "MaxNumberOfMessagesPerSecond");

    /// <summary>Writes the request as JSON.</summary>
    /// <param name="output">Receives the JSON.</param>
    /// <param name="parameters">The parameters.</param>
    public static void Write(PooledBufferWriter output, IReadOnlyDictionary<string, string> parameters)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        var members = Group(parameters);
        var action = parameters.GetValueOrDefault("Action");
        WriteMembers(json, members, action);

        // A list without items has no parameter at all in this protocol, so a batch without entries is an empty one.
        if (action?.EndsWith("Batch", StringComparison.Ordinal) == true && !members.Keys.Any(IsEntries))
        {
            json.WriteStartArray("Entries");
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static bool IsEntries(string name) => name.EndsWith("BatchRequestEntry", StringComparison.Ordinal);

    /// <summary>Builds the tree that the dots describe.</summary>
    private static SortedDictionary<string, object> Group(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var root = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            var node = root;
            var parts = name.Split('.', 8);
            for (var i = 0; i < parts.Length - 1; i++)
            {
                if (!node.TryGetValue(parts[i], out var child) || child is not SortedDictionary<string, object> next)
                {
                    next = new SortedDictionary<string, object>(StringComparer.Ordinal);
                    node[parts[i]] = next;
                }

                node = next;
            }

            node.TryAdd(parts[^1], value);
        }

        return root;
    }

    private static void WriteMembers(Utf8JsonWriter json, SortedDictionary<string, object> members, string? action)
    {
        foreach (var (name, value) in members)
        {
            if (value is string text)
            {
                WriteScalar(json, name, text);
                continue;
            }

            var items = Items((SortedDictionary<string, object>)value);
            if (Lists.TryGetValue(name, out var list))
            {
                json.WriteStartArray(list);
                foreach (var item in items.OfType<string>())
                {
                    json.WriteStringValue(item);
                }

                json.WriteEndArray();
            }
            else if (Maps.TryGetValue(name, out var map))
            {
                // AWS's own example of SetQueueAttributes leaves out the index of the only item: Attribute.Name=A.
                var only = (SortedDictionary<string, object>)value;
                WriteMap(
                    json, name == "Tag" && action == "CreateQueue" ? "tags" : map.Member, map.Key, only.ContainsKey(map.Key) ? [only] : items);
            }
            else if (IsEntries(name))
            {
                json.WriteStartArray("Entries");
                foreach (var item in items.OfType<SortedDictionary<string, object>>())
                {
                    json.WriteStartObject();
                    WriteMembers(json, item, action);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
        }
    }

    private static void WriteMap(Utf8JsonWriter json, string member, string keyName, IEnumerable<object> items)
    {
        json.WriteStartObject(member);
        foreach (var item in items.OfType<SortedDictionary<string, object>>())
        {
            if (item.GetValueOrDefault(keyName) is not string key)
            {
                throw SqsErrors.MissingParameter(keyName);
            }

            if (item.GetValueOrDefault("Value") is SortedDictionary<string, object> members)
            {
                json.WriteStartObject(key);
                WriteMembers(json, members, null);
                json.WriteEndObject();
            }
            else
            {
                json.WriteString(key, item.GetValueOrDefault("Value") as string ?? "");
            }
        }

        json.WriteEndObject();
    }

    private static void WriteScalar(Utf8JsonWriter json, string name, string value)
    {
        if (Numbers.Contains(name) && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteString(name, value);
        }
    }

    private static IEnumerable<object> Items(SortedDictionary<string, object> indexed) => indexed
        .Where(item => int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= MaxIndex)
        .OrderBy(item => int.Parse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture))
        .Select(item => item.Value);
}
