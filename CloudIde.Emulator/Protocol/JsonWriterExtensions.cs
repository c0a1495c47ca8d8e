using System.Text.Json;

namespace CloudIde.Emulator.Protocol;

/// <summary>How AWS's JSON protocol writes what plain JSON has no form for.</summary>
internal static class JsonWriterExtensions
{
    /// <summary>A text member, left out when it has no value.</summary>
    /// <param name="writer">The answer.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">The text, or null.</param>
    public static void WriteOptional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>A number member, left out when it has no value.</summary>
    /// <param name="writer">The answer.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">The number, or null.</param>
    public static void WriteOptional(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    /// <summary>A point in time: seconds since 1970 with milliseconds, left out when it has no value.</summary>
    /// <param name="writer">The answer.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">The time, or null.</param>
    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            writer.WriteNumber(name, time.ToUnixTimeMilliseconds() / 1000m);
        }
    }

    /// <summary>A list of texts.</summary>
    /// <param name="writer">The answer.</param>
    /// <param name="name">The member.</param>
    /// <param name="values">The texts.</param>
    public static void WriteTexts(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }
}
