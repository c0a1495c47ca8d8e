namespace CloudIde.Worker.Lifetime;

/// <summary>How full the worker is and whether it drains. States only move forward: a worker that drains never takes work again.</summary>
internal sealed class WorkerState : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _draining = new();
    private readonly int _slots;
    private TaskCompletionSource _slotFreed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _used;

    public WorkerState(WorkerSettings settings) => _slots = settings.Slots;

    /// <summary>Called after every change, outside of the lock.</summary>
    public event Action? Changed;

    /// <summary>How many workspaces this worker takes at most.</summary>
    public int Slots => _slots;

    /// <summary>How many it holds.</summary>
    public int UsedSlots
    {
        get
        {
            lock (_lock)
            {
                return _used;
            }
        }
    }

    /// <summary>Cancelled when the worker is to take no more work.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Ends when the worker drains and holds no workspace any more.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Waits until at least one slot is free.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many slots are free.</returns>
    public async Task<int> WaitForFreeSlotAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task freed;
            lock (_lock)
            {
                if (_used < _slots)
                {
                    return _slots - _used;
                }

                freed = _slotFreed.Task;
            }

            await freed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes a slot. The caller made sure that one is free; only one task takes slots.</summary>
    public void TakeSlot()
    {
        lock (_lock)
        {
            _used++;
        }

        Changed?.Invoke();
    }

    /// <summary>Gives a slot back.</summary>
    public void FreeSlot()
    {
        lock (_lock)
        {
            _used--;
            _slotFreed.TrySetResult();
            _slotFreed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            CompleteWhenDrained();
        }

        Changed?.Invoke();
    }

    /// <summary>Stops taking work. <see cref="Drained"/> ends when the last workspace is given up.</summary>
    public void Drain()
    {
        _draining.Cancel();
        lock (_lock)
        {
            CompleteWhenDrained();
        }

        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public void Dispose() => _draining.Dispose();

    private void CompleteWhenDrained()
    {
        if (_used == 0 && _draining.IsCancellationRequested)
        {
            _drained.TrySetResult();
        }
    }
}
