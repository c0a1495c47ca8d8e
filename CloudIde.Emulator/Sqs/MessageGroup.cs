namespace CloudIde.Emulator.Sqs;

/// <summary>
/// A message group of a FIFO queue. It gives nothing while one of its messages is in flight, and never a message
/// before an earlier one that is still delayed.
/// </summary>
/// <param name="id">The group's id.</param>
internal sealed class MessageGroup(string id)
{
    /// <summary>The group's place among the groups that can give a message.</summary>
    public int ReadyPlace;

    /// <summary>The group's id.</summary>
    public string Id { get; } = id;

    /// <summary>The messages that are not in flight, delayed ones included.</summary>
    public IndexedHeap<SqsMessage, BySequence> Waiting { get; } = new();

    /// <summary>How many of its messages are in flight.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether the group can give a message now.</summary>
    public bool IsReady => InFlight == 0 && Waiting.Min is { State: MessageState.Visible };

    /// <summary>Whether nothing is left of it.</summary>
    public bool IsEmpty => InFlight == 0 && Waiting.Count == 0;
}
