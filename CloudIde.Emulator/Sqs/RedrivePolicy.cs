using System.Text.Json;

namespace CloudIde.Emulator.Sqs;

/// <summary>When a queue gives up on a message, and where it puts it then.</summary>
/// <param name="DeadLetterTargetArn">The dead-letter queue.</param>
/// <param name="MaxReceiveCount">How often a message is received before it goes there.</param>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount)
{
    /// <summary>Reads the attribute.</summary>
    /// <param name="json">Its value.</param>
    /// <returns>The policy, or null when it is not valid.</returns>
    public static RedrivePolicy? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("deadLetterTargetArn", out var target)
                || target.ValueKind != JsonValueKind.String
                || !root.TryGetProperty("maxReceiveCount", out var count))
            {
                return null;
            }

            // Consoles and templates write the count as a text as often as as a number.
            var valid = count.ValueKind == JsonValueKind.String
                ? int.TryParse(count.GetString(), out var max)
                : TryNumber(count, out max);
            return valid && max is >= 1 and <= 1000 ? new RedrivePolicy(target.GetString()!, max) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool TryNumber(JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }
}
