using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>Turns a send request, or one entry of a batch, into a message, or refuses it as SQS does.</summary>
internal static class MessageReader
{
    private const string NotForThisQueue = "The request include parameter that is not valid for this queue type.";

    /// <summary>Characters that no message may hold; a lone half of a surrogate pair does not get past the JSON reader.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n' or '\r')).Select(c => (char)c)) + "\uFFFE\uFFFF");

    private static readonly SearchValues<char> AttributeNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>Reads a message.</summary>
    /// <param name="input">The request or entry.</param>
    /// <param name="queue">The queue's attributes.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="delaySeconds">How long it is delayed.</param>
    /// <returns>The message.</returns>
    /// <exception cref="AwsServiceException">It is refused.</exception>
    public static SqsMessage Read(SqsInput input, QueueAttributes queue, long now, out int delaySeconds)
    {
        var body = input.RequiredText("MessageBody");
        if (body.Length == 0)
        {
            throw SqsErrors.MissingParameter("MessageBody");
        }

        if (body.AsSpan().ContainsAny(Forbidden))
        {
            throw SqsErrors.InvalidMessageContents();
        }

        var delay = input.Number("DelaySeconds", 0, 900, "DelaySeconds must be >= 0 and <= 900.");
        if (queue.IsFifo && delay is > 0)
        {
            throw SqsErrors.InvalidParameter("DelaySeconds", delay, NotForThisQueue);
        }

        delaySeconds = delay is null || queue.IsFifo ? queue.DelaySeconds : delay.Value;
        var bytes = Encoding.UTF8.GetBytes(body);
        var message = new SqsMessage
        {
            Id = Guid.NewGuid(),
            Body = bytes,
            Attributes = ReadAttributes(input),
            TraceHeader = ReadTraceHeader(input),
            GroupId = ReadGroupId(input, queue),
            DeduplicationId = ReadDeduplicationId(input, queue, bytes),
            SentAt = now,
        };
        return message.Size <= queue.MaximumMessageSize
            ? message
            : throw SqsErrors.InvalidParameter(
                $"One or more parameters are invalid. Reason: Message must be shorter than {queue.MaximumMessageSize} bytes.");
    }

    private static string? ReadGroupId(SqsInput input, QueueAttributes queue)
    {
        var id = input.Text("MessageGroupId");
        if (id is null)
        {
            return queue.IsFifo ? throw SqsErrors.MissingParameter("MessageGroupId") : null;
        }

        CheckToken("MessageGroupId", id);
        return id;
    }

    private static string? ReadDeduplicationId(SqsInput input, QueueAttributes queue, byte[] body)
    {
        var id = input.Text("MessageDeduplicationId");
        if (!queue.IsFifo)
        {
            return id is null ? null : throw SqsErrors.InvalidParameter("MessageDeduplicationId", id, NotForThisQueue);
        }

        if (id is not null)
        {
            CheckToken("MessageDeduplicationId", id);
            return id;
        }

        return queue.ContentBasedDeduplication
            ? Convert.ToHexStringLower(SHA256.HashData(body))
            : throw SqsErrors.InvalidParameter(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");
    }

    private static void CheckToken(string name, string value)
    {
        if (value.Length is 0 or > 128 || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw SqsErrors.InvalidParameter(name, value,
                $"{name} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
        }
    }

    private static MessageAttribute[] ReadAttributes(SqsInput input)
    {
        List<MessageAttribute>? attributes = null;
        foreach (var (name, value) in input.ObjectMap("MessageAttributes"))
        {
            CheckName(name);
            (attributes ??= []).Add(ReadAttribute(name, value));
        }

        if (attributes is null)
        {
            return [];
        }

        if (attributes.Count > SqsLimits.MaxAttributes)
        {
            throw SqsErrors.InvalidParameter(
                $"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [{SqsLimits.MaxAttributes}].");
        }

        attributes.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return [.. attributes];
    }

    private static string? ReadTraceHeader(SqsInput input)
    {
        string? header = null;
        foreach (var (name, value) in input.ObjectMap("MessageSystemAttributes"))
        {
            if (name != "AWSTraceHeader")
            {
                throw SqsErrors.InvalidParameter($"Message system attribute name '{name}' is invalid.");
            }

            var attribute = ReadAttribute(name, value);
            header = attribute.DataType == "String"
                ? Encoding.UTF8.GetString(attribute.Value)
                : throw SqsErrors.InvalidParameter("The message system attribute 'AWSTraceHeader' must be of type String.");
        }

        return header;
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > 256
            || name.AsSpan().ContainsAnyExcept(AttributeNameCharacters)
            || name.StartsWith('.') || name.EndsWith('.') || name.Contains("..", StringComparison.Ordinal)
            || name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase))
        {
            throw SqsErrors.InvalidParameter(
                $"The message attribute name '{name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters, must not start with AWS. or Amazon., and can be up to 256 characters.");
        }
    }

    private static MessageAttribute ReadAttribute(string name, SqsInput input)
    {
        var type = input.Text("DataType");
        if (string.IsNullOrEmpty(type))
        {
            throw SqsErrors.InvalidParameter($"The message attribute '{name}' must contain non-empty message attribute type.");
        }

        var dot = type.IndexOf('.', StringComparison.Ordinal);
        var kind = dot < 0 ? type : type[..dot];
        if (kind is not ("String" or "Number" or "Binary") || type.Length > 256)
        {
            throw SqsErrors.InvalidParameter(
                $"The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.");
        }

        var text = input.Text("StringValue");
        var binary = input.Text("BinaryValue");
        var value = kind == "Binary" ? binary : text;
        if (string.IsNullOrEmpty(value) || (text is not null && binary is not null))
        {
            throw SqsErrors.InvalidParameter(
                $"The message attribute '{name}' must contain non-empty message attribute value for message attribute type '{kind}'.");
        }

        if (kind == "Binary")
        {
            return new MessageAttribute(name, type, true, Decode(name, value));
        }

        if (value.AsSpan().ContainsAny(Forbidden))
        {
            throw SqsErrors.InvalidMessageContents();
        }

        return kind != "Number" || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? new MessageAttribute(name, type, false, Encoding.UTF8.GetBytes(value))
            : throw SqsErrors.InvalidParameter($"Can't cast the value of message (user) attribute '{name}' to a number.");
    }

    private static byte[] Decode(string name, string value)
    {
        try
        {
            return Convert.FromBase64String(value);
        }
        catch (FormatException)
        {
            throw AwsServiceException.Serialization($"The BinaryValue of message attribute '{name}' is not base64.");
        }
    }
}
