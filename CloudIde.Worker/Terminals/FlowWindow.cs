namespace CloudIde.Worker.Terminals;

/// <summary>
/// Flow control of one terminal: while somebody watches, output may run ahead of what the fastest viewer has shown by at
/// most a window. So <c>yes</c> neither fills memory nor delays Ctrl-C, and a slow viewer holds nobody up: the server lets
/// it catch up from the log, which always holds more than the window. Without viewers output runs freely, since a build
/// must not stop because its user has left.
/// </summary>
internal sealed class FlowWindow
{
    /// <summary>
    /// How far output may run ahead, in bytes. Large enough for 40 MB/s over a round trip of 10 ms, and half of the least
    /// history that is kept, so that a viewer which reconnects finds everything it lacks.
    /// </summary>
    public const long Size = 512 * 1024;

    /// <summary>
    /// An acknowledgement may overtake the answer to the worker that its output is stored, so one that is ahead by less than
    /// this counts; one further ahead is nonsense that would end flow control for good.
    /// </summary>
    private const long MaxOvertake = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _acknowledged = new(StringComparer.Ordinal);
    private TaskCompletionSource? _room;
    private bool _watched;
    private bool _open;
    private long _head;
    private long _best;

    /// <summary>Waits until output may run on.</summary>
    /// <param name="head">The offset behind the last byte of output.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when there is room.</returns>
    public ValueTask WaitAsync(long head, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _head = head;
            if (HasRoom())
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancellationToken));
        }
    }

    /// <summary>A viewer has shown everything before an offset.</summary>
    /// <param name="viewerId">The viewer.</param>
    /// <param name="offset">The offset.</param>
    public void Acknowledge(string viewerId, long offset)
    {
        lock (_lock)
        {
            if (offset <= _head + MaxOvertake && offset > _acknowledged.GetValueOrDefault(viewerId, -1))
            {
                _acknowledged[viewerId] = offset;
                _best = Math.Max(_best, offset);
                ReleaseIfRoom();
            }
        }
    }

    /// <summary>Ends flow control: what is left of a terminal that closes must not wait for a viewer that shows nothing any more.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _open = true;
            ReleaseIfRoom();
        }
    }

    /// <summary>Tells who watches now.</summary>
    /// <param name="viewerIds">The viewers; empty when nobody watches and output may run freely.</param>
    public void SetViewers(IReadOnlyCollection<string> viewerIds)
    {
        lock (_lock)
        {
            foreach (var gone in _acknowledged.Keys.Except(viewerIds).ToList())
            {
                _acknowledged.Remove(gone);
            }

            if (viewerIds.Count > 0 && !_watched)
            {
                // Whoever comes first after a time without viewers has the whole history to show; the window starts from here.
                _best = _head;
            }
            else if (_acknowledged.Count > 0)
            {
                // The fastest viewer may have left: the window follows the fastest of those who remain, but never moves back.
                _best = Math.Max(_best, _acknowledged.Values.Max());
            }

            _watched = viewerIds.Count > 0;
            ReleaseIfRoom();
        }
    }

    private bool HasRoom() => _open || !_watched || _head - _best <= Size;

    private void ReleaseIfRoom()
    {
        if (_room is not null && HasRoom())
        {
            _room.TrySetResult();
            _room = null;
        }
    }
}
