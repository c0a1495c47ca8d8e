using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.AwsSdk.Json;

/// <summary>Reads a number where a string is expected, as AWS's SDKs do: some servers write "cpu" that way.</summary>
internal sealed class LenientStringConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.Number
            ? Encoding.ASCII.GetString(reader.ValueSpan)
            : reader.GetString();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    /// <inheritdoc/>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString();

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);
}
