namespace CloudIde.Orchestrator.Simulation;

/// <summary>What happens next. Events of the same microsecond keep the order in which they were added.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<SimulatedEvent, ulong> _queue = new();
    private ulong _order;

    /// <summary>When the next event is due, in seconds; infinite when there is none.</summary>
    public double NextAt => _queue.TryPeek(out var next, out _) ? next.At : double.PositiveInfinity;

    /// <summary>Adds an event of an activation's present attempt.</summary>
    /// <param name="kind">What.</param>
    /// <param name="at">When, in seconds.</param>
    /// <param name="activation">The activation.</param>
    public void Add(EventKind kind, double at, SimulatedActivation activation) =>
        Add(new SimulatedEvent(kind, at, activation, activation.Attempt, null));

    /// <summary>Adds an event of a task.</summary>
    /// <param name="kind">What.</param>
    /// <param name="at">When, in seconds.</param>
    /// <param name="task">The task.</param>
    public void Add(EventKind kind, double at, SimulatedTask task) => Add(new SimulatedEvent(kind, at, null, 0, task));

    /// <summary>Takes the next event.</summary>
    /// <returns>The event.</returns>
    public SimulatedEvent Take() => _queue.Dequeue();

    // Microseconds above, the order of adding below: one comparison of whole numbers.
    private void Add(SimulatedEvent added) =>
        _queue.Enqueue(added, ((ulong)(added.At * 1e6) << 20) | (_order++ & 0xFFFFF));
}
