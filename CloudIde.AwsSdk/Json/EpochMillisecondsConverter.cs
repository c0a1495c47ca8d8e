using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudIde.AwsSdk.Json;

/// <summary>CloudWatch Logs counts milliseconds since 1970 in UTC, which some of its .NET members show as a time.</summary>
internal sealed class EpochMillisecondsConverter : JsonConverter<DateTime>
{
    /// <inheritdoc/>
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTime.UnixEpoch.AddMilliseconds(reader.GetInt64());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((long)(value.ToUniversalTime() - DateTime.UnixEpoch).TotalMilliseconds);
}
