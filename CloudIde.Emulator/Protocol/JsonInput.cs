using System.Text.Json;
using System.Text.Unicode;

namespace CloudIde.Emulator.Protocol;

/// <summary>
/// One object of a request's JSON, read member by member. A member that is missing or null is null; one of another
/// type is AWS's SerializationException, and a missing one that must be there is for the service to word.
/// </summary>
/// <param name="element">The object.</param>
internal readonly struct JsonInput(JsonElement element)
{
    /// <summary>The object as it came.</summary>
    public JsonElement Element { get; } = element;

    /// <summary>Reads a request's body; an empty one is an empty object.</summary>
    /// <param name="body">The body's bytes.</param>
    /// <returns>The object.</returns>
    /// <exception cref="AwsServiceException">The body is not a JSON object.</exception>
    public static JsonInput Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            CheckUnicode(body.Span);
            var element = JsonElement.Parse(body.IsEmpty ? "{}"u8 : body.Span);
            return element.ValueKind == JsonValueKind.Object
                ? new JsonInput(element)
                : throw Malformed("The request's body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw Malformed("The request's body is not valid JSON.");
        }
    }

    /// <summary>Whether a member is there and not null.</summary>
    /// <param name="name">The member.</param>
    /// <returns>True when it has a value.</returns>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether a member asks for something: it is there, and neither null, false, nor an empty list or structure.</summary>
    /// <param name="name">The member.</param>
    /// <returns>True when it does.</returns>
    public bool Asks(string name) => Find(name) is { } value && value.ValueKind switch
    {
        JsonValueKind.False => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => true,
    };

    /// <summary>A text.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The text, or null.</returns>
    public string? Text(string name) => Find(name) is { } value ? TextOf(value) : null;

    /// <summary>A whole number of 32 bits.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The number, or null.</returns>
    public int? Integer(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw WrongType(value, "Integer");
    }

    /// <summary>A whole number of 64 bits.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The number, or null.</returns>
    public long? Long(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : throw WrongType(value, "Long");
    }

    /// <summary>True or false.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The value, or null.</returns>
    public bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw WrongType(value, "Boolean"),
    };

    /// <summary>Bytes, which JSON carries as base64.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The bytes, or null.</returns>
    public byte[]? Bytes(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw WrongType(value, "Blob");
    }

    /// <summary>A structure.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The object, or null.</returns>
    public JsonInput? Structure(string name) => Find(name) is { } value ? StructureOf(value) : null;

    /// <summary>A list of structures.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The objects, or null when the member is missing.</returns>
    public IReadOnlyList<JsonInput>? Structures(string name) =>
        Find(name) is { } value ? ListOf(value, StructureOf) : null;

    /// <summary>A list of texts.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The texts, or null when the member is missing.</returns>
    public IReadOnlyList<string>? Texts(string name) => Find(name) is { } value ? ListOf(value, TextOf) : null;

    /// <summary>A map from text to text.</summary>
    /// <param name="name">The member.</param>
    /// <returns>The map, or null when the member is missing.</returns>
    public IReadOnlyDictionary<string, string>? Map(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in StructureOf(value).Element.EnumerateObject())
        {
            map[property.Name] = TextOf(property.Value);
        }

        return map;
    }

    private static List<T> ListOf<T>(JsonElement value, Func<JsonElement, T> read)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw WrongType(value, "List");
        }

        var items = new List<T>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            items.Add(read(item));
        }

        return items;
    }

    private static JsonInput StructureOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? new JsonInput(value) : throw WrongType(value, "Structure");

    private static string TextOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw WrongType(value, "String");
        }

        return value.GetString()!;
    }

    // JSON's grammar lets bytes pass that are not UTF-8, and an escaped half of a surrogate pair; whoever reads or
    // copies such a text later would fail.
    private static void CheckUnicode(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            throw Malformed("The request's body is not valid UTF-8.");
        }

        if (body.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }
        }
        catch (InvalidOperationException)
        {
            throw Malformed("A text of the request is not valid Unicode.");
        }
    }

    private static AwsServiceException WrongType(JsonElement value, string expected)
    {
        var found = value.ValueKind switch
        {
            JsonValueKind.String => "STRING_VALUE",
            JsonValueKind.Number => "NUMBER_VALUE",
            JsonValueKind.True => "TRUE_VALUE",
            JsonValueKind.False => "FALSE_VALUE",
            JsonValueKind.Array => "START_ARRAY",
            JsonValueKind.Object => "START_OBJECT",
            _ => "NULL_VALUE",
        };
        return Malformed($"{found} can not be converted to {expected}");
    }

    private static AwsServiceException Malformed(string message) => new(400, "SerializationException", message);

    private JsonElement? Find(string name) =>
        Element.ValueKind == JsonValueKind.Object
        && Element.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
