namespace CloudIde.Server.Workspaces;

/// <summary>
/// Resources that several users share, one a key: made for the first one, disposed of when the last one leaves. A new one
/// waits until the old one of its key has gone, so that a late unsubscribe never hits the new subscription of the same channel.
/// </summary>
/// <typeparam name="TKey">What tells them apart.</typeparam>
/// <typeparam name="T">The resource.</typeparam>
/// <param name="create">Makes one.</param>
internal sealed class SharedByKey<TKey, T>(Func<TKey, Task<T>> create)
    where TKey : notnull
    where T : class, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Entry> _entries = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Joins the users of a resource.</summary>
    /// <param name="key">Which one.</param>
    /// <returns>The resource; dispose of the share to leave.</returns>
    public async Task<Share> JoinAsync(TKey key)
    {
        var entry = Enter(key);
        try
        {
            return new Share(this, key, entry, await entry.Resource);
        }
        catch
        {
            await LeaveAsync(key, entry);
            throw;
        }
    }

    private Entry Enter(TKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry) || entry.Users == 0)
            {
                var previous = entry?.Gone ?? Task.CompletedTask;
                entry = new Entry();
                entry.Resource = CreateAsync(key, previous);
                _entries[key] = entry;
            }

            entry.Users++;
            return entry;
        }
    }

    private Task<T> CreateAsync(TKey key, Task previous)
    {
        // What lives longer than its first user is not part of that one's request or trace.
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(async () =>
            {
                await previous;
                return await create(key);
            });
        }
    }

    private async ValueTask LeaveAsync(TKey key, Entry entry)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (--entry.Users > 0)
            {
                return;
            }

            entry.Gone = gone.Task;
        }

        try
        {
            if (entry.Resource.IsCompletedSuccessfully)
            {
                await (await entry.Resource).DisposeAsync();
            }
        }
        finally
        {
            lock (_lock)
            {
                if (_entries.TryGetValue(key, out var present) && present == entry)
                {
                    _entries.Remove(key);
                }
            }

            gone.SetResult();
        }
    }

    /// <summary>One user's part in a resource.</summary>
    internal sealed class Share : IAsyncDisposable
    {
        private readonly SharedByKey<TKey, T> _owner;
        private readonly TKey _key;
        private readonly Entry _entry;
        private int _left;

        internal Share(SharedByKey<TKey, T> owner, TKey key, Entry entry, T resource)
        {
            _owner = owner;
            _key = key;
            _entry = entry;
            Resource = resource;
        }

        /// <summary>The resource.</summary>
        public T Resource { get; }

        /// <inheritdoc/>
        public ValueTask DisposeAsync() =>
            Interlocked.Exchange(ref _left, 1) == 0 ? _owner.LeaveAsync(_key, _entry) : ValueTask.CompletedTask;
    }

    internal sealed class Entry
    {
        public int Users { get; set; }

        public Task<T> Resource { get; set; } = null!;

        public Task Gone { get; set; } = Task.CompletedTask;
    }
}
