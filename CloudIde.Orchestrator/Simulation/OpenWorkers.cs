namespace CloudIde.Orchestrator.Simulation;

/// <summary>The workers that have a slot left, in the order in which they take messages.</summary>
internal sealed class OpenWorkers(Placement placement, int slots, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<SimulatedTask> _open = [];

    // By free slots: the oldest first, so that young ones become empty. Entries may be out of date and are dropped when met.
    private readonly PriorityQueue<SimulatedTask, int>[] _byFree =
        [.. Enumerable.Range(0, placement is Placement.FullestFirst ? slots + 1 : 0).Select(_ => new PriorityQueue<SimulatedTask, int>())];

    /// <summary>Notes that a worker's free slots changed.</summary>
    /// <param name="task">The worker.</param>
    public void Changed(SimulatedTask task)
    {
        var free = task.Free;
        if (placement is Placement.FullestFirst)
        {
            if (free > 0)
            {
                _byFree[free].Enqueue(task, task.Number);
            }
        }
        else if (free > 0 && task.OpenIndex < 0)
        {
            task.OpenIndex = _open.Count;
            _open.Add(task);
        }
        else if (free == 0 && task.OpenIndex >= 0)
        {
            var last = _open[^1];
            (_open[task.OpenIndex], last.OpenIndex) = (last, task.OpenIndex);
            _open.RemoveAt(_open.Count - 1);
            task.OpenIndex = -1;
        }
    }

    /// <summary>The worker that takes the next message.</summary>
    /// <returns>The worker, or null when none has a slot left.</returns>
    public SimulatedTask? Next()
    {
        if (placement is Placement.Any)
        {
            return _open.Count == 0 ? null : _open[_random.Next(_open.Count)];
        }

        for (var free = 1; free <= slots; free++)
        {
            while (_byFree[free].TryPeek(out var task, out _))
            {
                if (task.Free == free)
                {
                    return task;
                }

                _byFree[free].Dequeue();
            }
        }

        return null;
    }
}
