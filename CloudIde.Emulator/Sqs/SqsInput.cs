using System.Globalization;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>The members of a request or of one entry of a batch, with AWS's errors for what is missing or of the wrong type.</summary>
/// <param name="element">A JSON object.</param>
internal readonly struct SqsInput(JsonElement element)
{
    /// <summary>Reads a whole request.</summary>
    /// <param name="document">Its JSON.</param>
    /// <returns>Its members.</returns>
    public static SqsInput Of(JsonDocument document) =>
        document.RootElement.ValueKind == JsonValueKind.Object
            ? new SqsInput(document.RootElement)
            : throw AwsServiceException.Serialization("The request's body must be a JSON object.");

    /// <summary>A text that may be missing.</summary>
    public string? Text(string name) => TryGet(name, out var value) ? AsText(name, value) : null;

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name) => Text(name) ?? throw SqsErrors.MissingParameter(name);

    /// <summary>A whole number that may be missing.</summary>
    public int? Number(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : throw AwsServiceException.Serialization($"{name} must be a whole number.");
    }

    /// <summary>A whole number within a range; refused with SQS's sentence outside it.</summary>
    public int? Number(string name, int min, int max, string reason)
    {
        var number = Number(name);
        return number is null || (number >= min && number <= max)
            ? number
            : throw SqsErrors.InvalidParameter(name, number, reason);
    }

    /// <summary>A list of texts; empty when missing.</summary>
    public string[] Texts(string name)
    {
        if (!TryGet(name, out var value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw AwsServiceException.Serialization($"{name} must be a list.");
        }

        var texts = new string[value.GetArrayLength()];
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            texts[i++] = AsText(name, item);
        }

        return texts;
    }

    /// <summary>A map of texts, or null when missing.</summary>
    public Dictionary<string, string>? TextMap(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, item) in Members(name, value))
        {
            map[key] = AsText(name, item);
        }

        return map;
    }

    /// <summary>A map of objects; empty when missing.</summary>
    public IEnumerable<(string Name, SqsInput Value)> ObjectMap(string name)
    {
        if (TryGet(name, out var value))
        {
            foreach (var (key, item) in Members(name, value))
            {
                yield return item.ValueKind == JsonValueKind.Object
                    ? (key, new SqsInput(item))
                    : throw AwsServiceException.Serialization($"{name} must hold objects.");
            }
        }
    }

    /// <summary>A list of objects that must be there.</summary>
    public SqsInput[] RequiredObjects(string name)
    {
        if (!TryGet(name, out var value))
        {
            throw SqsErrors.MissingParameter(name);
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw AwsServiceException.Serialization($"{name} must be a list.");
        }

        var objects = new SqsInput[value.GetArrayLength()];
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            objects[i++] = item.ValueKind == JsonValueKind.Object
                ? new SqsInput(item)
                : throw AwsServiceException.Serialization($"{name} must hold objects.");
        }

        return objects;
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw AwsServiceException.Serialization($"{name} must be an object.");
        }

        foreach (var member in value.EnumerateObject())
        {
            yield return (member.Name, member.Value);
        }
    }

    private static string AsText(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw AwsServiceException.Serialization(
                string.Create(CultureInfo.InvariantCulture, $"{name} must be a text, not a {value.ValueKind}."));
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8.
            throw SqsErrors.InvalidMessageContents();
        }
    }

    private bool TryGet(string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
