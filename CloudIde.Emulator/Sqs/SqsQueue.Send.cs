namespace CloudIde.Emulator.Sqs;

internal sealed partial class SqsQueue
{
    private readonly DeduplicationWindow<SentMessage> _sent = new();

    /// <summary>Sends messages, in order and as one change.</summary>
    /// <param name="messages">The messages and their delays in seconds.</param>
    /// <param name="results">Receives what the sender learns, one for each message.</param>
    /// <returns>A task that ends when all are durable.</returns>
    public ValueTask SendAsync(ReadOnlySpan<(SqsMessage Message, int DelaySeconds)> messages, Span<SentMessage> results)
    {
        long ticket = 0;
        lock (_lock)
        {
            ThrowIfClosed();
            var now = Now();
            AdvanceClock(now);
            for (var i = 0; i < messages.Length; i++)
            {
                results[i] = Send(messages[i].Message, messages[i].DelaySeconds, now);
            }

            ticket = _log.LastTicket;
            ServeWaiters(now);
            CompactIfWorthIt();
        }

        MoveGivenUp();
        return _log.CommitAsync(ticket);
    }

    /// <summary>Takes over a message from another queue; durable on return.</summary>
    /// <param name="message">A copy made for this queue.</param>
    public void AcceptMoved(SqsMessage message)
    {
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            var now = Now();
            AdvanceClock(now);
            ticket = Store(message, 0, now);
            ServeWaiters(now);
            CompactIfWorthIt();
        }

        _log.Commit(ticket);
        MoveGivenUp();
    }

    private SentMessage Send(SqsMessage message, int delaySeconds, long now)
    {
        var key = message.DeduplicationId is null ? null : DeduplicationKey(message);
        if (key is not null && _sent.TryGet(key, now, out var first))
        {
            return first;
        }

        Store(message, delaySeconds, now);
        var sent = new SentMessage(message.Id, message.Sequence);
        if (key is not null)
        {
            _sent.Add(key, sent, now);
        }

        return sent;
    }

    private long Store(SqsMessage message, int delaySeconds, long now)
    {
        message.Sequence = ++_lastSequence;
        Adopt(message);
        if (delaySeconds > 0)
        {
            Enter(message, MessageState.Delayed, now + (delaySeconds * 1000L));
        }
        else
        {
            Enter(message, MessageState.Visible, 0);
        }

        return _log.Append(static (writer, item) => WriteMessage(writer, item), message);
    }

    private string DeduplicationKey(SqsMessage message) =>
        Description.Attributes.DeduplicatesByGroup ? $"{message.GroupId}\n{message.DeduplicationId}" : message.DeduplicationId!;
}
