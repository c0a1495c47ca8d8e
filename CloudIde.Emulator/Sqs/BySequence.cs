namespace CloudIde.Emulator.Sqs;

/// <summary>Messages in the order in which they arrived.</summary>
internal readonly struct BySequence : IHeapOrder<SqsMessage>
{
    /// <inheritdoc/>
    public static long Key(SqsMessage item) => item.Sequence;

    /// <inheritdoc/>
    public static ref int Place(SqsMessage item) => ref item.OrderPlace;
}
