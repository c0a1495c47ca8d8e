using System.Globalization;
using System.Text.Json;

namespace CloudIde.Emulator.Sqs;

/// <summary>Writes a received message with the attributes that the receiver asked for.</summary>
/// <param name="senderId">Who every message is from: the account.</param>
/// <param name="systemNames">The system attributes asked for.</param>
/// <param name="attributeNames">The message attributes asked for: names, <c>prefix.*</c>, <c>.*</c> or <c>All</c>.</param>
internal sealed class MessageWriter(string senderId, string[] systemNames, string[] attributeNames)
{
    /// <summary>FIFO sequence numbers have 20 digits; they count from here.</summary>
    private const ulong SequenceBase = 18_000_000_000_000_000_000;

    private static readonly string[] SystemNames =
    [
        "SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp",
        "SequenceNumber", "MessageDeduplicationId", "MessageGroupId", "AWSTraceHeader", "DeadLetterQueueSourceArn",
    ];

    private readonly string[] _systemNames = Array.IndexOf(systemNames, "All") >= 0 ? SystemNames : systemNames;
    private readonly bool _allAttributes = attributeNames.Any(name => name is "All" or ".*");

    /// <summary>A message's sequence number as clients see it.</summary>
    /// <param name="sequence">Its place in the queue.</param>
    /// <returns>20 digits.</returns>
    public static string SequenceNumber(long sequence) =>
        (SequenceBase + (ulong)sequence).ToString(CultureInfo.InvariantCulture);

    /// <summary>Refuses a system attribute that does not exist.</summary>
    /// <param name="names">The names asked for.</param>
    public static void Check(string[] names)
    {
        foreach (var name in names)
        {
            if (name != "All" && Array.IndexOf(SystemNames, name) < 0)
            {
                throw SqsErrors.InvalidAttributeName(name);
            }
        }
    }

    /// <summary>Writes a message.</summary>
    /// <param name="json">Receives the object.</param>
    /// <param name="received">The message.</param>
    /// <param name="isFifo">Whether the queue numbers its messages.</param>
    public void Write(Utf8JsonWriter json, ReceivedMessage received, bool isFifo)
    {
        var message = received.Message;
        json.WriteStartObject();
        json.WriteString("MessageId", message.Id);
        json.WriteString("ReceiptHandle", received.ReceiptHandle);
        json.WriteString("MD5OfBody", message.BodyMd5);
        json.WriteString("Body", message.Body);
        WriteSystemAttributes(json, received, isFifo);
        WriteAttributes(json, message);
        json.WriteEndObject();
    }

    private void WriteSystemAttributes(Utf8JsonWriter json, ReceivedMessage received, bool isFifo)
    {
        var started = false;
        foreach (var name in _systemNames)
        {
            var value = SystemAttribute(name, received, isFifo);
            if (value is null)
            {
                continue;
            }

            if (!started)
            {
                json.WriteStartObject("Attributes");
                started = true;
            }

            json.WriteString(name, value);
        }

        if (started)
        {
            json.WriteEndObject();
        }
    }

    private string? SystemAttribute(string name, ReceivedMessage received, bool isFifo)
    {
        var message = received.Message;
        return name switch
        {
            "SenderId" => senderId,
            "SentTimestamp" => message.SentAt.ToString(CultureInfo.InvariantCulture),
            "ApproximateReceiveCount" => received.ReceiveCount.ToString(CultureInfo.InvariantCulture),
            "ApproximateFirstReceiveTimestamp" => received.FirstReceivedAt.ToString(CultureInfo.InvariantCulture),
            "SequenceNumber" => isFifo ? SequenceNumber(message.Sequence) : null,
            "MessageDeduplicationId" => message.DeduplicationId,
            "MessageGroupId" => message.GroupId,
            "AWSTraceHeader" => message.TraceHeader,
            _ => message.DeadLetterSourceArn,
        };
    }

    private void WriteAttributes(Utf8JsonWriter json, SqsMessage message)
    {
        if (attributeNames.Length == 0 || message.Attributes.Count == 0)
        {
            return;
        }

        var chosen = _allAttributes ? message.Attributes : [.. message.Attributes.Where(attribute => IsAskedFor(attribute.Name))];
        if (chosen.Count == 0)
        {
            return;
        }

        json.WriteString("MD5OfMessageAttributes", MessageAttribute.Md5(chosen));
        json.WriteStartObject("MessageAttributes");
        foreach (var attribute in chosen)
        {
            json.WriteStartObject(attribute.Name);
            if (attribute.IsBinary)
            {
                json.WriteBase64String("BinaryValue", attribute.Value);
            }
            else
            {
                json.WriteString("StringValue", attribute.Value);
            }

            json.WriteString("DataType", attribute.DataType);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private bool IsAskedFor(string name)
    {
        foreach (var pattern in attributeNames)
        {
            var matches = pattern.EndsWith(".*", StringComparison.Ordinal)
                ? name.StartsWith(pattern.AsSpan(0, pattern.Length - 2), StringComparison.Ordinal)
                : name == pattern;
            if (matches)
            {
                return true;
            }
        }

        return false;
    }
}
