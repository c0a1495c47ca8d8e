using System.Diagnostics.CodeAnalysis;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>A task's current state, and the signal that it is to end. Safe for use from several threads.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer and without a wait handle holds nothing to give back.")]
internal sealed class TaskEntry
{
    private readonly Lock _lock = new();
    private readonly Action<TaskState> _save;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Creates an entry.</summary>
    /// <param name="state">The task.</param>
    /// <param name="save">Writes a changed state to disk.</param>
    public TaskEntry(TaskState state, Action<TaskState> save)
    {
        State = state;
        _save = save;
    }

    /// <summary>The task as it is now.</summary>
    public TaskState State { get; private set; }

    /// <summary>Cancelled when the task is to end.</summary>
    public CancellationToken StopRequested => _stop.Token;

    /// <summary>Changes the task.</summary>
    /// <param name="change">Gives the new state from the old; the old one means no change.</param>
    /// <returns>The new state.</returns>
    public TaskState Update(Func<TaskState, TaskState> change)
    {
        lock (_lock)
        {
            var changed = change(State);
            if (!ReferenceEquals(changed, State))
            {
                changed = changed with { Version = State.Version + 1 };
                _save(changed);
                State = changed;
            }

            return State;
        }
    }

    /// <summary>Says that the task is to end. Only the first reason counts.</summary>
    /// <param name="code">Why, as a code.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="now">The time.</param>
    /// <returns>The task.</returns>
    public TaskState RequestStop(string code, string reason, DateTimeOffset now)
    {
        var state = Update(task => task.DesiredStatus == EcsTaskStatus.Stopped
            ? task
            : task with
            {
                DesiredStatus = EcsTaskStatus.Stopped,
                StopCode = code,
                StoppedReason = reason,
                StoppingAt = now,
            });

        // What waits for the signal goes on elsewhere and not inside this call.
        _ = _stop.CancelAsync();
        return state;
    }
}
