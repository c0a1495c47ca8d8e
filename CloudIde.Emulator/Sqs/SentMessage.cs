namespace CloudIde.Emulator.Sqs;

/// <summary>What a sender learns. A repeated FIFO message gets the first one's id and sequence number.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="Sequence">Its place in the queue.</param>
internal readonly record struct SentMessage(Guid Id, long Sequence);
