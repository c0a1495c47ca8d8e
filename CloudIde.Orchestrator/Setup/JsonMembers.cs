using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudIde.Orchestrator.Setup;

/// <summary>
/// Reads the members of a JSON object one by one and then refuses those that nobody asked for. A member that were
/// skipped in silence would be a setting that the operator believes to be in force.
/// </summary>
internal sealed class JsonMembers
{
    private readonly JsonObject _json;
    private readonly string _path;
    private readonly HashSet<string> _unread;

    public JsonMembers(JsonNode? node, string path)
    {
        _json = node as JsonObject ?? throw new InvalidDataException($"{path} must be a JSON object.");
        _path = path;
        _unread = [.. _json.Select(member => member.Key)];
    }

    public string? Text(string name) => Value<string>(name, "a string");

    public int? Number(string name) => Take(name) is null ? null : Value<int>(name, "a whole number");

    public bool? Flag(string name) => Take(name) is null ? null : Value<bool>(name, "true or false");

    public List<string>? Texts(string name) =>
        Array(name)?.Select((item, i) => Convert<string>(item, $"{_path}.{name}[{i}]", "a string")).ToList();

    public Dictionary<string, string>? Map(string name)
    {
        if (Take(name) is not { } node)
        {
            return null;
        }

        return node is JsonObject map
            ? map.ToDictionary(pair => pair.Key, pair => Convert<string>(pair.Value, $"{_path}.{name}.{pair.Key}", "a string"))
            : throw new InvalidDataException($"{_path}.{name} must be a JSON object.");
    }

    public T? Object<T>(string name, Func<JsonMembers, T> read)
        where T : class => Take(name) is { } node ? ReadAll(node, $"{_path}.{name}", read) : null;

    public List<T>? Objects<T>(string name, Func<JsonMembers, T> read) =>
        Array(name)?.Select((item, i) => ReadAll(item, $"{_path}.{name}[{i}]", read)).ToList();

    /// <summary>Reads an object and refuses members that <paramref name="read"/> did not ask for.</summary>
    public static T ReadAll<T>(JsonNode? node, string path, Func<JsonMembers, T> read)
    {
        var members = new JsonMembers(node, path);
        var result = read(members);
        return members._unread.Count == 0
            ? result
            : throw new InvalidDataException(
                $"{path} has {string.Join(", ", members._unread.Order(StringComparer.Ordinal))}, which setup does not know. "
                + "Remove it, or register the file with the AWS CLI.");
    }

    private static T Convert<T>(JsonNode? node, string path, string expected)
    {
        try
        {
            return (node ?? throw new InvalidOperationException()).GetValue<T>();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException)
        {
            throw new InvalidDataException($"{path} must be {expected}.", e);
        }
    }

    private T? Value<T>(string name, string expected) =>
        Take(name) is { } node ? Convert<T>(node, $"{_path}.{name}", expected) : default;

    private JsonArray? Array(string name) => Take(name) switch
    {
        null => null,
        JsonArray array => array,
        _ => throw new InvalidDataException($"{_path}.{name} must be a JSON array."),
    };

    private JsonNode? Take(string name)
    {
        _unread.Remove(name);
        return _json[name];
    }
}
