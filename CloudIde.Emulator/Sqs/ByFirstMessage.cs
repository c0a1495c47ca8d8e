namespace CloudIde.Emulator.Sqs;

/// <summary>Message groups by the arrival of their first message.</summary>
internal readonly struct ByFirstMessage : IHeapOrder<MessageGroup>
{
    /// <inheritdoc/>
    public static long Key(MessageGroup item) => item.Waiting.Min!.Sequence;

    /// <inheritdoc/>
    public static ref int Place(MessageGroup item) => ref item.ReadyPlace;
}
