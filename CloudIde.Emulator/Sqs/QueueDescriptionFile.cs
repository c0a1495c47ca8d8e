using System.Globalization;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>A queue's description as a file.</summary>
internal static class QueueDescriptionFile
{
    /// <summary>Writes a description.</summary>
    /// <param name="description">The description.</param>
    /// <returns>The file's content.</returns>
    public static byte[] Write(QueueDescription description)
    {
        using var output = new PooledBufferWriter();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("name", description.Name);
            json.WriteString("id", description.Id.ToString("x16", CultureInfo.InvariantCulture));
            json.WriteNumber("createdAt", description.CreatedAt);
            json.WriteNumber("modifiedAt", description.ModifiedAt);
            WriteMap(json, "attributes", description.Attributes.Values);
            WriteMap(json, "tags", description.Tags);
            json.WriteEndObject();
        }

        return output.WrittenMemory.ToArray();
    }

    /// <summary>Reads a description.</summary>
    /// <param name="content">The file's content.</param>
    /// <param name="arnPrefix">What stands before the name in the ARN.</param>
    /// <returns>The description.</returns>
    public static QueueDescription Read(ReadOnlyMemory<byte> content, string arnPrefix)
    {
        using var document = JsonDocument.Parse(content);
        var root = document.RootElement;
        var name = root.GetProperty("name").GetString()!;
        return new QueueDescription(
            ulong.Parse(root.GetProperty("id").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            name,
            arnPrefix + name,
            QueueAttributes.Restore(ReadMap(root.GetProperty("attributes"))),
            ReadMap(root.GetProperty("tags")),
            root.GetProperty("createdAt").GetInt64(),
            root.GetProperty("modifiedAt").GetInt64());
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> map)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static Dictionary<string, string> ReadMap(JsonElement element) =>
        element.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal);
}
