using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace CloudIde.Emulator.Sqs;

/// <summary>The attributes of a queue that a client sets: their texts as given, and the typed values the queue works with.</summary>
internal sealed class QueueAttributes
{
    private static readonly FrozenDictionary<string, (long Min, long Max, string Default)> Numbers =
        new Dictionary<string, (long, long, string)>
        {
            ["DelaySeconds"] = (0, 900, "0"),
            ["MaximumMessageSize"] = (1024, SqsLimits.MaxMessageBytes, "1048576"),
            ["MessageRetentionPeriod"] = (60, 1_209_600, "345600"),
            ["ReceiveMessageWaitTimeSeconds"] = (0, 20, "0"),
            ["VisibilityTimeout"] = (0, SqsLimits.MaxVisibilitySeconds, "30"),
            ["KmsDataKeyReusePeriodSeconds"] = (60, 86_400, ""),
        }.ToFrozenDictionary();

    private static readonly FrozenSet<string> FifoOnly =
        FrozenSet.Create("ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit");

    private static readonly FrozenSet<string> ReadOnlyNames = FrozenSet.Create(
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
        "CreatedTimestamp", "LastModifiedTimestamp", "QueueArn");

    private readonly SortedDictionary<string, string> _values;

    private QueueAttributes(SortedDictionary<string, string> values)
    {
        _values = values;
        DelaySeconds = Number("DelaySeconds");
        MaximumMessageSize = Number("MaximumMessageSize");
        RetentionMilliseconds = Number("MessageRetentionPeriod") * 1000L;
        WaitSeconds = Number("ReceiveMessageWaitTimeSeconds");
        VisibilitySeconds = Number("VisibilityTimeout");
        Redrive = values.TryGetValue("RedrivePolicy", out var redrive) ? RedrivePolicy.Parse(redrive) : null;
        IsFifo = values.ContainsKey("FifoQueue");
        ContentBasedDeduplication = Is("ContentBasedDeduplication", "true");
        DeduplicatesByGroup = Is("DeduplicationScope", "messageGroup");
    }

    public int DelaySeconds { get; }

    public int MaximumMessageSize { get; }

    public long RetentionMilliseconds { get; }

    public int WaitSeconds { get; }

    public int VisibilitySeconds { get; }

    public RedrivePolicy? Redrive { get; }

    public bool IsFifo { get; }

    public bool ContentBasedDeduplication { get; }

    public bool DeduplicatesByGroup { get; }

    /// <summary>The values as a client sees them, defaults included.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Attributes of a queue that is being created.</summary>
    /// <param name="name">The queue's name.</param>
    /// <param name="given">What the client gave.</param>
    /// <returns>The attributes.</returns>
    public static QueueAttributes Create(string name, IReadOnlyDictionary<string, string> given)
    {
        var fifoName = name.EndsWith(".fifo", StringComparison.Ordinal);
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["SqsManagedSseEnabled"] = "true" };
        foreach (var (attribute, (_, _, value)) in Numbers)
        {
            if (value.Length > 0)
            {
                values[attribute] = value;
            }
        }

        var isFifo = given.TryGetValue("FifoQueue", out var fifo) && string.Equals(fifo, "true", StringComparison.OrdinalIgnoreCase);
        if (fifo is not null && !isFifo && fifoName)
        {
            throw SqsErrors.InvalidParameter("The name of a standard queue must not end in .fifo.");
        }

        if (isFifo != fifoName)
        {
            throw isFifo
                ? SqsErrors.InvalidParameter("The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.")
                : SqsErrors.InvalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }

        if (isFifo)
        {
            values["FifoQueue"] = "true";
            values["ContentBasedDeduplication"] = "false";
            values["DeduplicationScope"] = "queue";
            values["FifoThroughputLimit"] = "perQueue";
        }

        Apply(values, given, isFifo, creating: true);
        return new QueueAttributes(values);
    }

    /// <summary>Attributes as they were stored.</summary>
    /// <param name="values">The stored values.</param>
    /// <returns>The attributes.</returns>
    public static QueueAttributes Restore(IReadOnlyDictionary<string, string> values) =>
        new(new SortedDictionary<string, string>(values.ToDictionary(), StringComparer.Ordinal));

    /// <summary>These attributes with some of them changed.</summary>
    /// <param name="given">What the client gave.</param>
    /// <returns>The new attributes.</returns>
    public QueueAttributes With(IReadOnlyDictionary<string, string> given)
    {
        var values = new SortedDictionary<string, string>(_values, StringComparer.Ordinal);
        Apply(values, given, IsFifo, creating: false);
        return new QueueAttributes(values);
    }

    /// <summary>The first attribute that a repeated CreateQueue gives another value, or null.</summary>
    /// <param name="given">What the client gave.</param>
    /// <returns>The attribute's name.</returns>
    public string? FirstDifference(IReadOnlyDictionary<string, string> given)
    {
        foreach (var (name, value) in given)
        {
            var absent = name == "FifoQueue" ? "false" : "";
            if (value != (_values.TryGetValue(name, out var own) ? own : absent))
            {
                return name;
            }
        }

        return null;
    }

    private static void Apply(
        SortedDictionary<string, string> values, IReadOnlyDictionary<string, string> given, bool isFifo, bool creating)
    {
        foreach (var (name, value) in given)
        {
            if (name == "FifoQueue")
            {
                CheckFifoQueue(value, isFifo, creating);
                continue;
            }

            if (ReadOnlyNames.Contains(name) || (FifoOnly.Contains(name) && !isFifo))
            {
                throw SqsErrors.InvalidAttributeName(name);
            }

            if (value.Length == 0 && name is "Policy" or "RedrivePolicy" or "RedriveAllowPolicy" or "KmsMasterKeyId")
            {
                values.Remove(name);
                continue;
            }

            values[name] = Check(name, value);
        }
    }

    private static void CheckFifoQueue(string value, bool isFifo, bool creating)
    {
        if (value is not ("true" or "false") || (!creating && (value == "true") != isFifo))
        {
            throw SqsErrors.InvalidAttributeValue("FifoQueue", "Modifying queue type is not supported.");
        }
    }

    private static string Check(string name, string value)
    {
        var valid = name switch
        {
            _ when Numbers.TryGetValue(name, out var range) =>
                long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= range.Min && number <= range.Max,
            "ContentBasedDeduplication" or "SqsManagedSseEnabled" => value is "true" or "false",
            "DeduplicationScope" => value is "messageGroup" or "queue",
            "FifoThroughputLimit" => value is "perQueue" or "perMessageGroupId",
            "RedrivePolicy" => RedrivePolicy.Parse(value) is not null,
            "Policy" or "RedriveAllowPolicy" => IsJsonObject(value),
            "KmsMasterKeyId" => true,
            _ => throw SqsErrors.InvalidAttributeName(name),
        };
        return valid ? value : throw (name == "RedrivePolicy"
            ? SqsErrors.InvalidParameter("RedrivePolicy", value, "it must hold deadLetterTargetArn and a maxReceiveCount from 1 to 1000.")
            : SqsErrors.InvalidAttributeValue(name));
    }

    private static bool IsJsonObject(string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private int Number(string name) => int.Parse(_values[name], NumberStyles.None, CultureInfo.InvariantCulture);

    private bool Is(string name, string value) => _values.TryGetValue(name, out var own) && own == value;
}
