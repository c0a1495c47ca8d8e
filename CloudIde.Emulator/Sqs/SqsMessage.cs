using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CloudIde.Emulator.Sqs;

/// <summary>A message in a queue. What was sent never changes; the queue's lock guards the rest.</summary>
internal sealed class SqsMessage
{
    /// <summary>The place in the queue's timers.</summary>
    public int TimerPlace;

    /// <summary>The place among the messages that wait for a receiver, of the queue or of the group.</summary>
    public int OrderPlace;

    /// <summary>The place among all messages by the time of sending.</summary>
    public int AgePlace;

    private string? _bodyMd5;

    /// <summary>The message's id, which it keeps when it moves to a dead-letter queue.</summary>
    public required Guid Id { get; init; }

    /// <summary>The body's UTF-8.</summary>
    public required byte[] Body { get; init; }

    /// <summary>The attributes, sorted by name.</summary>
    public required IReadOnlyList<MessageAttribute> Attributes { get; init; }

    /// <summary>The X-Ray trace header, the one system attribute that a sender may set.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>The group; of a FIFO queue always, of a standard queue where the sender gave one.</summary>
    public string? GroupId { get; init; }

    /// <summary>The deduplication id, given or computed; FIFO only.</summary>
    public string? DeduplicationId { get; init; }

    /// <summary>When it was sent, Unix milliseconds. A standard dead-letter queue keeps the original time.</summary>
    public required long SentAt { get; init; }

    /// <summary>The queue that gave it up, when this one is its dead-letter queue.</summary>
    public string? DeadLetterSourceArn { get; init; }

    /// <summary>The place in the queue, from 1.</summary>
    public long Sequence { get; set; }

    /// <summary>The group in its queue; FIFO only.</summary>
    public MessageGroup? Group { get; set; }

    /// <summary>Where it is in its life.</summary>
    public MessageState State { get; set; } = MessageState.Gone;

    /// <summary>When the delay or the visibility timeout ends, Unix milliseconds.</summary>
    public long DueAt { get; set; }

    /// <summary>How often it was received; also tells the current receipt handle from older ones.</summary>
    public int ReceiveCount { get; set; }

    /// <summary>When it was first received, Unix milliseconds; 0: never.</summary>
    public long FirstReceivedAt { get; set; }

    /// <summary>When it was last received, Unix milliseconds; the 12 hours of visibility count from here.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>The MD5 of the body, lower-case hex.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "SQS's protocol has MD5; clients verify it.")]
    public string BodyMd5 => _bodyMd5 ??= Convert.ToHexStringLower(MD5.HashData(Body));

    /// <summary>What counts against the queue's size limit, in bytes.</summary>
    public int Size
    {
        get
        {
            var size = Body.Length;
            foreach (var attribute in Attributes)
            {
                size += attribute.Size;
            }

            return size;
        }
    }

    /// <summary>The same message for another queue.</summary>
    /// <param name="id">The id there.</param>
    /// <param name="sentAt">The time of sending there.</param>
    /// <param name="deadLetterSourceArn">The queue that gave it up, if the other one is a dead-letter queue.</param>
    /// <returns>A message that is in no queue yet.</returns>
    public SqsMessage CopyFor(Guid id, long sentAt, string? deadLetterSourceArn) => new()
    {
        Id = id,
        Body = Body,
        Attributes = Attributes,
        TraceHeader = TraceHeader,
        GroupId = GroupId,
        DeduplicationId = DeduplicationId,
        SentAt = sentAt,
        DeadLetterSourceArn = deadLetterSourceArn,
        ReceiveCount = deadLetterSourceArn is null ? 0 : ReceiveCount,
        FirstReceivedAt = deadLetterSourceArn is null ? 0 : FirstReceivedAt,
    };
}
