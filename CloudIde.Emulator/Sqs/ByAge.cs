namespace CloudIde.Emulator.Sqs;

/// <summary>Messages by the time of sending, for retention. A dead-letter queue holds messages older than their place.</summary>
internal readonly struct ByAge : IHeapOrder<SqsMessage>
{
    /// <inheritdoc/>
    public static long Key(SqsMessage item) => item.SentAt;

    /// <inheritdoc/>
    public static ref int Place(SqsMessage item) => ref item.AgePlace;
}
