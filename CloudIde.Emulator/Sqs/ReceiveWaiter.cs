namespace CloudIde.Emulator.Sqs;

/// <summary>A long poll. Its messages are handed to it, so that of many waiting receivers only one wakes for a message.</summary>
internal sealed class ReceiveWaiter : TaskCompletionSource<List<ReceivedMessage>>
{
    /// <summary>Creates a waiter.</summary>
    /// <param name="max">The most messages to hand over.</param>
    /// <param name="visibilitySeconds">Their visibility timeout.</param>
    /// <param name="attemptId">The receive attempt, FIFO only.</param>
    public ReceiveWaiter(int max, int visibilitySeconds, string? attemptId)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Max = max;
        VisibilitySeconds = visibilitySeconds;
        AttemptId = attemptId;
        Node = new LinkedListNode<ReceiveWaiter>(this);
    }

    /// <summary>The most messages to hand over.</summary>
    public int Max { get; }

    /// <summary>Their visibility timeout.</summary>
    public int VisibilitySeconds { get; }

    /// <summary>The receive attempt.</summary>
    public string? AttemptId { get; }

    /// <summary>Its place in the queue's line.</summary>
    public LinkedListNode<ReceiveWaiter> Node { get; }
}
