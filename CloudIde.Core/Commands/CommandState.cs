namespace CloudIde.Core.Commands;

/// <summary>Where a command is. It only moves forward, but for <see cref="Undeliverable"/>, which an operator's redrive takes back.</summary>
public enum CommandState
{
    /// <summary>Recorded, and its message is on the way to the queue. No worker runs it yet; people see it as queued.</summary>
    Sending,

    /// <summary>Waits for a worker, or behind other commands of its project.</summary>
    Queued,

    /// <summary>Runs on the worker whose lease's epoch it carries.</summary>
    Running,

    /// <summary>Ended by itself, with an exit code.</summary>
    Finished,

    /// <summary>Ran for longer than it was allowed to, and was ended.</summary>
    TimedOut,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,

    /// <summary>Its worker had to stop, and ended it.</summary>
    Interrupted,

    /// <summary>Its worker died or lost the workspace while it ran. How far it came is not known, and it is not run again.</summary>
    WorkerLost,

    /// <summary>Its message was tried as often as is allowed without ever starting it, and is among the dead letters.</summary>
    Undeliverable,

    /// <summary>It could not be started.</summary>
    Failed,
}
