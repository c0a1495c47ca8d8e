namespace CloudIde.Worker.Pty.Processes;

/// <summary>
/// The system's processes and which terminal each belongs to by its environment. Whoever asks while a scan runs
/// shares the next one: with a
/// scan each, closing hundreds of terminals at once would take minutes.
/// </summary>
internal static class ProcessSnapshot
{
    private static readonly Lock Gate = new();
    private static readonly ulong WorkerStart = ProcessTable.Find(Environment.ProcessId)?.StartTime ?? 0;

    private static Task _running = Task.CompletedTask;
    private static Task<List<ProcessEntry>>? _next;

    /// <summary>A scan that starts after this call. Its list is shared: do not change it.</summary>
    internal static Task<List<ProcessEntry>> TakeAsync()
    {
        lock (Gate)
        {
            return _next ??= ScanAfterAsync(_running);
        }
    }

    private static async Task<List<ProcessEntry>> ScanAfterAsync(Task previous)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (Gate)
        {
            // From here on what this scan sees may be too old for somebody new.
            _running = _next!;
            _next = null;
        }

        return Scan();
    }

    private static List<ProcessEntry> Scan()
    {
        var entries = ProcessTable.All();
        for (var i = 0; i < entries.Count; i++)
        {
            // What is older than the worker is nobody's terminal.
            var entry = entries[i];
            if (entry.StartTime >= WorkerStart && !entry.IsZombie)
            {
                entries[i] = entry with { Tag = ProcessTable.Variable(entry.Id, SessionProcesses.TagPrefix) };
            }
        }

        return entries;
    }
}
