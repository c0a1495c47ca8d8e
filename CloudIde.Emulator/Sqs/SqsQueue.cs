using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.Sqs;

/// <summary>
/// A queue: its messages in memory, ordered by what happens to them next, and every change in an append-only log.
/// </summary>
/// <remarks>
/// One lock guards the state, and records are appended under it, so the log's order is the order of events. Waiting
/// for a record to be written happens outside the lock. A message that is given up is moved outside it too: two queues
/// may be each other's dead-letter queue, and their locks must never be held together.
/// </remarks>
internal sealed partial class SqsQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Func<string, SqsQueue?> _findByArn;
    private readonly RecordLog _log;
    private readonly Dictionary<long, SqsMessage> _messages = [];
    private readonly IndexedHeap<SqsMessage, ByAge> _byAge = new();
    private readonly IndexedHeap<SqsMessage, ByDueTime> _timers = new();
    private readonly IndexedHeap<SqsMessage, BySequence> _visible = new();
    private readonly Dictionary<string, MessageGroup> _groups = new(StringComparer.Ordinal);
    private readonly IndexedHeap<MessageGroup, ByFirstMessage> _readyGroups = new();
    private readonly int[] _counts = new int[4];
    private readonly ITimer _timer;
    private long _lastSequence;
    private long _liveBytes;
    private long _compactFrom = SmallLog;
    private bool _closed;
    private bool _waitsEnded;

    /// <summary>Opens a queue and replays its log.</summary>
    /// <param name="description">What the queue is.</param>
    /// <param name="logPath">Its log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="findByArn">Finds a dead-letter queue; must not take a queue's lock.</param>
    /// <param name="droppedBytes">What was cut off at the log's end.</param>
    public SqsQueue(QueueDescription description, string logPath, TimeProvider time, Func<string, SqsQueue?> findByArn, out long droppedBytes)
    {
        Description = description;
        _time = time;
        _findByArn = findByArn;
        _log = RecordLog.Open(logPath, Replay, out droppedBytes);
        _timer = time.CreateTimer(state => ((SqsQueue)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            FinishReplay(Now());
        }
    }

    /// <summary>What the queue is. Replaced as a whole when attributes or tags change.</summary>
    public QueueDescription Description { get; set; }

    /// <summary>How many messages there are.</summary>
    public QueueCounts Counts
    {
        get
        {
            lock (_lock)
            {
                ThrowIfClosed();
                AdvanceClock(Now());
                return new QueueCounts(
                    _counts[(int)MessageState.Visible], _counts[(int)MessageState.InFlight], _counts[(int)MessageState.Delayed]);
            }
        }
    }

    private bool IsFifo => Description.Attributes.IsFifo;

    /// <summary>Deletes every message, those in flight included.</summary>
    /// <returns>A task that ends when it is durable.</returns>
    public ValueTask PurgeAsync()
    {
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            foreach (var message in _messages.Values.ToArray())
            {
                Forget(message);
            }

            ticket = _log.Append(static (writer, sequence) => WritePurge(writer, sequence), _lastSequence);
            CompactIfWorthIt();
        }

        return _log.CommitAsync(ticket);
    }

    /// <summary>Ends long polls, present and future, with what there is: the process is about to stop.</summary>
    public void EndWaits()
    {
        ReceiveWaiter[] waiters;
        lock (_lock)
        {
            _waitsEnded = true;
            waiters = [.. _waiters];
            _waiters.Clear();
        }

        foreach (var waiter in waiters)
        {
            waiter.TrySetResult([]);
        }
    }

    /// <summary>Ends long polls and closes the log; the queue answers no more.</summary>
    public void Dispose()
    {
        EndWaits();
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _timer.Dispose();
        _log.Dispose();
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw SqsErrors.QueueDoesNotExist();
        }
    }

    /// <summary>Lets everything happen that is due: delays and visibility timeouts end, old messages go.</summary>
    private void AdvanceClock(long now)
    {
        while (_timers.Min is { } due && due.DueAt <= now)
        {
            Enter(due, MessageState.Visible, 0);
        }

        while (_byAge.Min is { } oldest && oldest.SentAt + Description.Attributes.RetentionMilliseconds <= now)
        {
            // Recorded, so that a longer retention later does not bring it back after a restart.
            _log.Append(static (writer, sequence) => WriteDelete(writer, sequence), oldest.Sequence);
            Forget(oldest);
        }
    }

    private void Enter(SqsMessage message, MessageState state, long dueAt)
    {
        Leave(message);
        message.State = state;
        message.DueAt = dueAt;
        _counts[(int)state]++;
        if (state is MessageState.InFlight or MessageState.Delayed)
        {
            _timers.Add(message);
        }

        if (message.Group is { } group)
        {
            if (state == MessageState.InFlight)
            {
                group.InFlight++;
            }
            else
            {
                group.Waiting.Add(message);
            }

            Refresh(group);
        }
        else if (state == MessageState.Visible)
        {
            _visible.Add(message);
        }
    }

    private void Leave(SqsMessage message)
    {
        if (message.State == MessageState.Gone)
        {
            return;
        }

        _counts[(int)message.State]--;
        _timers.Remove(message);
        if (message.Group is { } group)
        {
            if (message.State == MessageState.InFlight)
            {
                group.InFlight--;
            }
            else
            {
                group.Waiting.Remove(message);
            }

            Refresh(group);
        }
        else
        {
            _visible.Remove(message);
        }

        message.State = MessageState.Gone;
    }

    private void Refresh(MessageGroup group)
    {
        var listed = group.ReadyPlace > 0;
        if (!group.IsReady)
        {
            _readyGroups.Remove(group);
        }
        else if (listed)
        {
            _readyGroups.Update(group);
        }
        else
        {
            _readyGroups.Add(group);
        }
    }

    /// <summary>Adds a message that has its sequence.</summary>
    private void Adopt(SqsMessage message)
    {
        _messages.Add(message.Sequence, message);
        _byAge.Add(message);
        _liveBytes += RecordBytes(message);
        if (IsFifo)
        {
            var id = message.GroupId ?? "";
            if (!_groups.TryGetValue(id, out var group))
            {
                group = new MessageGroup(id);
                _groups.Add(id, group);
            }

            message.Group = group;
        }
    }

    private void Forget(SqsMessage message)
    {
        Leave(message);
        if (_messages.Remove(message.Sequence))
        {
            _byAge.Remove(message);
            _liveBytes -= RecordBytes(message);
            if (message.Group is { IsEmpty: true } group)
            {
                _groups.Remove(group.Id);
            }
        }
    }
}
