namespace CloudIde.Emulator.Sqs;

internal sealed partial class SqsQueue
{
    private readonly LinkedList<ReceiveWaiter> _waiters = new();
    private readonly Queue<SqsMessage> _givenUp = new();
    private readonly DeduplicationWindow<List<ReceivedMessage>> _attempts = new();

    /// <summary>Receives messages, waiting for the first one if there is none.</summary>
    /// <param name="max">The most messages, 1 to 10.</param>
    /// <param name="visibilitySeconds">For how long they are in flight.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="attemptId">FIFO: repeats the result of an earlier receive whose answer was lost.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone: what was handed to it becomes visible again at once.</param>
    /// <returns>The messages; none after the wait.</returns>
    public async ValueTask<List<ReceivedMessage>> ReceiveAsync(
        int max, int visibilitySeconds, TimeSpan wait, string? attemptId, CancellationToken cancellationToken)
    {
        List<ReceivedMessage>? received;
        ReceiveWaiter? waiter = null;
        lock (_lock)
        {
            ThrowIfClosed();
            var now = Now();
            AdvanceClock(now);
            received = Repeat(attemptId, visibilitySeconds, now) ?? Take(max, visibilitySeconds, attemptId, now);
            if (received.Count == 0 && wait > TimeSpan.Zero && !_waitsEnded)
            {
                waiter = new ReceiveWaiter(max, visibilitySeconds, attemptId);
                _waiters.AddLast(waiter.Node);
            }

            ArmTimer(now);
            CompactIfWorthIt();
        }

        MoveGivenUp();
        if (waiter is not null)
        {
            received = await WaitAsync(waiter, wait, cancellationToken);
        }

        if (received.Count > 0)
        {
            await _log.CommitAsync(_log.LastTicket);
            if (cancellationToken.IsCancellationRequested)
            {
                GiveBack(received);
            }
        }

        return received;
    }

    /// <summary>Deletes a message. A handle of an earlier receive, or of a message that is gone, succeeds without effect.</summary>
    /// <param name="handle">The receipt handle.</param>
    /// <returns>A task that ends when it is durable.</returns>
    public ValueTask DeleteAsync(string handle)
    {
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            var now = Now();
            AdvanceClock(now);
            var message = Find(handle, out var isCurrent);
            if (IsFifo && message is not null && (!isCurrent || message.State != MessageState.InFlight))
            {
                throw SqsErrors.InvalidParameter("ReceiptHandle", handle, "The receipt handle has expired.");
            }

            if (message is null || !isCurrent)
            {
                return ValueTask.CompletedTask;
            }

            Forget(message);
            ticket = _log.Append(static (writer, sequence) => WriteDelete(writer, sequence), message.Sequence);
            ServeWaiters(now);
            CompactIfWorthIt();
        }

        MoveGivenUp();
        return _log.CommitAsync(ticket);
    }

    /// <summary>Sets when a message in flight becomes visible again.</summary>
    /// <param name="handle">The receipt handle.</param>
    /// <param name="seconds">From now; 0: at once.</param>
    /// <returns>A task that ends when it is durable.</returns>
    public ValueTask ChangeVisibilityAsync(string handle, int seconds)
    {
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            var now = Now();
            AdvanceClock(now);
            var message = Find(handle, out var isCurrent);
            if (message is null || !isCurrent)
            {
                throw SqsErrors.InvalidParameter(
                    "ReceiptHandle", handle, "Message does not exist or is not available for visibility timeout change.");
            }

            if (message.State != MessageState.InFlight)
            {
                throw SqsErrors.MessageNotInflight();
            }

            if (now + (seconds * 1000L) - message.ReceivedAt > SqsLimits.MaxVisibilitySeconds * 1000L)
            {
                throw SqsErrors.InvalidParameter("VisibilityTimeout", seconds,
                    $"Total VisibilityTimeout for the message is beyond the limit [{SqsLimits.MaxVisibilitySeconds} seconds]");
            }

            SetVisibility(message, seconds, now);
            ticket = _log.Append(static (writer, item) => WriteVisibility(writer, item), message);
            ServeWaiters(now);
            CompactIfWorthIt();
        }

        MoveGivenUp();
        return _log.CommitAsync(ticket);
    }

    /// <summary>Takes one visible message for a move task, which then calls <see cref="FinishMove"/>.</summary>
    /// <returns>The message, no longer visible to receivers; null when none is visible.</returns>
    public SqsMessage? TakeForMove()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return null;
            }

            AdvanceClock(Now());
            var message = NextVisible();
            if (message is not null)
            {
                Leave(message);
            }

            return message;
        }
    }

    /// <summary>Ends the move of a message.</summary>
    /// <param name="message">The message that was taken.</param>
    /// <param name="moved">Whether another queue has it now; otherwise it becomes visible again.</param>
    public void FinishMove(SqsMessage message, bool moved)
    {
        lock (_lock)
        {
            if (_closed || !_messages.ContainsKey(message.Sequence))
            {
                return;
            }

            if (!moved)
            {
                Enter(message, MessageState.Visible, 0);
                return;
            }

            Forget(message);
            _log.Append(static (writer, sequence) => WriteDelete(writer, sequence), message.Sequence);
        }

        _log.Commit(_log.LastTicket);
    }

    private List<ReceivedMessage> Take(int max, int visibilitySeconds, string? attemptId, long now)
    {
        var taken = new List<ReceivedMessage>(Math.Min(max, _counts[(int)MessageState.Visible]));
        var redrive = Description.Attributes.Redrive;
        var canGiveUp = redrive is not null && _findByArn(redrive.DeadLetterTargetArn) is not null;
        MessageGroup? group = null;
        while (taken.Count < max && NextVisible(group) is { } message)
        {
            if (canGiveUp && message.ReceiveCount >= redrive!.MaxReceiveCount)
            {
                Leave(message);
                _givenUp.Enqueue(message);
                continue;
            }

            if (_counts[(int)MessageState.InFlight] >= SqsLimits.MaxInFlight)
            {
                return taken.Count > 0 || IsFifo ? taken : throw SqsErrors.OverLimit();
            }

            group = message.Group;
            message.ReceiveCount++;
            message.ReceivedAt = now;
            message.FirstReceivedAt = message.FirstReceivedAt == 0 ? now : message.FirstReceivedAt;
            SetVisibility(message, visibilitySeconds, now);
            _log.Append(static (writer, item) => WriteReceive(writer, item), message);
            taken.Add(new ReceivedMessage(
                message,
                new ReceiptHandle(Description.Id, message.Sequence, message.ReceiveCount).ToString(),
                message.ReceiveCount,
                message.FirstReceivedAt));
            if (message.State == MessageState.Visible)
            {
                // A visibility timeout of 0 would hand out the same message again and again.
                break;
            }
        }

        if (attemptId is not null && taken.Count > 0)
        {
            _attempts.Add(attemptId, taken, now);
        }

        return taken;
    }

    /// <summary>The next message to hand out. A receive takes as many as it can from one group before the next.</summary>
    private SqsMessage? NextVisible(MessageGroup? group = null)
    {
        if (!IsFifo)
        {
            return _visible.Min;
        }

        return group?.Waiting.Min is { State: MessageState.Visible } next ? next : _readyGroups.Min?.Waiting.Min;
    }

    /// <summary>The messages of an earlier attempt, as long as they are all still in flight from it.</summary>
    private List<ReceivedMessage>? Repeat(string? attemptId, int visibilitySeconds, long now)
    {
        if (attemptId is null || !_attempts.TryGet(attemptId, now, out var earlier))
        {
            return null;
        }

        foreach (var received in earlier)
        {
            if (received.Message.State != MessageState.InFlight || received.Message.ReceiveCount != received.ReceiveCount)
            {
                return null;
            }
        }

        foreach (var received in earlier)
        {
            SetVisibility(received.Message, visibilitySeconds, now);
            _log.Append(static (writer, item) => WriteVisibility(writer, item), received.Message);
        }

        return earlier;
    }

    private void SetVisibility(SqsMessage message, int seconds, long now)
    {
        if (seconds > 0)
        {
            Enter(message, MessageState.InFlight, now + (seconds * 1000L));
        }
        else
        {
            Enter(message, MessageState.Visible, 0);
        }
    }

    private SqsMessage? Find(string text, out bool isCurrent)
    {
        if (!ReceiptHandle.TryParse(text, out var handle) || handle.QueueId != Description.Id)
        {
            throw SqsErrors.ReceiptHandleIsInvalid(text);
        }

        var found = _messages.TryGetValue(handle.Sequence, out var message) && message.State != MessageState.Gone;
        isCurrent = found && message!.ReceiveCount == handle.ReceiveCount;
        return found ? message : null;
    }

    /// <summary>A client went away while its messages were on the way: the receive did not happen.</summary>
    private void GiveBack(List<ReceivedMessage> received)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            var now = Now();
            foreach (var (message, _, count, _) in received)
            {
                if (message.State == MessageState.InFlight && message.ReceiveCount == count)
                {
                    message.ReceiveCount--;
                    SetVisibility(message, 0, now);
                    _log.Append(static (writer, item) => WriteReceive(writer, item), message);
                }
            }

            ServeWaiters(now);
        }

        MoveGivenUp();
    }

    private async ValueTask<List<ReceivedMessage>> WaitAsync(ReceiveWaiter waiter, TimeSpan wait, CancellationToken cancellationToken)
    {
        await using var timer = _time.CreateTimer(
            static state => ((ReceiveWaiter)state!).TrySetResult([]), waiter, wait, Timeout.InfiniteTimeSpan);
        using (cancellationToken.UnsafeRegister(static state => ((ReceiveWaiter)state!).TrySetResult([]), waiter))
        {
            var received = await waiter.Task;
            if (received.Count == 0)
            {
                lock (_lock)
                {
                    if (waiter.Node.List is not null)
                    {
                        _waiters.Remove(waiter.Node);
                    }
                }
            }

            return received;
        }
    }

    /// <summary>Hands visible messages to long polls, and sees to it that someone does when the next one becomes visible.</summary>
    private void ServeWaiters(long now)
    {
        while (_waiters.First is { } first && NextVisible() is not null)
        {
            var waiter = first.Value;
            if (waiter.Task.IsCompleted)
            {
                _waiters.RemoveFirst();
                continue;
            }

            List<ReceivedMessage> taken;
            try
            {
                taken = Take(waiter.Max, waiter.VisibilitySeconds, waiter.AttemptId, now);
            }
            catch (Protocol.AwsServiceException exception)
            {
                _waiters.RemoveFirst();
                waiter.TrySetException(exception);
                continue;
            }

            if (taken.Count == 0)
            {
                // Everything visible was given up, or a FIFO queue has as many in flight as it may.
                break;
            }

            _waiters.RemoveFirst();
            if (!waiter.TrySetResult(taken))
            {
                // It timed out in this very moment.
                foreach (var (message, _, _, _) in taken)
                {
                    message.ReceiveCount--;
                    SetVisibility(message, 0, now);
                    _log.Append(static (writer, item) => WriteReceive(writer, item), message);
                }
            }
        }

        ArmTimer(now);
    }

    private void ArmTimer(long now)
    {
        if (_waiters.Count > 0 && _timers.Min is { } next)
        {
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, next.DueAt - now)), Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            var now = Now();
            AdvanceClock(now);
            ServeWaiters(now);
        }

        MoveGivenUp();
    }

    /// <summary>Moves messages that were received too often. Called without the lock.</summary>
    private void MoveGivenUp()
    {
        while (true)
        {
            SqsMessage? message;
            lock (_lock)
            {
                if (!_givenUp.TryDequeue(out message))
                {
                    return;
                }
            }

            // Known to the other queue first, forgotten here second: a death in between leaves two, never none.
            var moved = false;
            try
            {
                if (Description.Attributes.Redrive is { } redrive && _findByArn(redrive.DeadLetterTargetArn) is { } target)
                {
                    target.AcceptMoved(message.CopyFor(message.Id, IsFifo ? Now() : message.SentAt, Description.Arn));
                    moved = true;
                }
            }
            catch (Exception exception) when (exception is IOException or Protocol.AwsServiceException)
            {
                // The target was deleted in this moment, or its disk is full: the message stays here.
            }

            FinishMove(message, moved);
        }
    }
}
