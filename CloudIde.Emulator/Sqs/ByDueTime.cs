namespace CloudIde.Emulator.Sqs;

/// <summary>Messages by the time at which something happens to them: a delay or a visibility timeout ends.</summary>
internal readonly struct ByDueTime : IHeapOrder<SqsMessage>
{
    /// <inheritdoc/>
    public static long Key(SqsMessage item) => item.DueAt;

    /// <inheritdoc/>
    public static ref int Place(SqsMessage item) => ref item.TimerPlace;
}
