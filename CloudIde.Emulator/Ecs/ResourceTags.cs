using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs;

/// <summary>Reads, checks and writes the tags of clusters, task definitions and tasks.</summary>
internal static class ResourceTags
{
    private const int MaxTags = 50;
    private const int MaxKeyLength = 128;
    private const int MaxValueLength = 256;

    /// <summary>No tags.</summary>
    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>();

    /// <summary>Reads a request's tags.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The tags; empty when the member is missing.</returns>
    public static IReadOnlyDictionary<string, string> Read(JsonInput input)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in input.Structures("tags") ?? [])
        {
            var key = item.Text("key") ?? "";
            var value = item.Text("value") ?? "";
            if (key.Length is 0 or > MaxKeyLength || value.Length > MaxValueLength)
            {
                throw EcsErrors.InvalidParameter(
                    $"A tag has a key of 1 to {MaxKeyLength} characters and a value of at most {MaxValueLength}.");
            }

            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw EcsErrors.InvalidParameter("Tag keys that begin with aws: are reserved for AWS.");
            }

            if (!tags.TryAdd(key, value))
            {
                throw EcsErrors.InvalidParameter("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }

        CheckCount(tags.Count);
        return tags;
    }

    /// <summary>Two sets of tags together.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="added">Those that win.</param>
    /// <returns>All of them.</returns>
    public static IReadOnlyDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> tags,
        IReadOnlyDictionary<string, string> added)
    {
        var merged = new Dictionary<string, string>(tags, StringComparer.Ordinal);
        foreach (var (key, value) in added)
        {
            merged[key] = value;
        }

        CheckCount(merged.Count);
        return merged;
    }

    /// <summary>Tags without some.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="removed">The keys to leave out.</param>
    /// <returns>The rest.</returns>
    public static IReadOnlyDictionary<string, string> Without(
        IReadOnlyDictionary<string, string> tags,
        IReadOnlyCollection<string> removed) =>
        tags.Where(tag => !removed.Contains(tag.Key)).ToDictionary(StringComparer.Ordinal);

    /// <summary>Writes the member <c>tags</c>.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="tags">The tags.</param>
    public static void Write(Utf8JsonWriter output, IReadOnlyDictionary<string, string> tags)
    {
        output.WriteStartArray("tags");
        foreach (var (key, value) in tags)
        {
            output.WriteStartObject();
            output.WriteString("key", key);
            output.WriteString("value", value);
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private static void CheckCount(int count)
    {
        if (count > MaxTags)
        {
            throw EcsErrors.InvalidParameter($"Too many tags: a resource can have at most {MaxTags}.");
        }
    }
}
