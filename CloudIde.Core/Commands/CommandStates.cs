namespace CloudIde.Core.Commands;

/// <summary>What a command's state means.</summary>
public static class CommandStates
{
    /// <summary>Whether the command is over: it has its outcome.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True from <see cref="CommandState.Finished"/> on.</returns>
    public static bool IsOutcome(this CommandState state) => state >= CommandState.Finished;

    /// <summary>The state's word in the API, in metrics and in operators' lists.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The word, in camel case.</returns>
    public static string Word(this CommandState state) => state switch
    {
        CommandState.Sending or CommandState.Queued => "queued",
        CommandState.Running => "running",
        CommandState.Finished => "finished",
        CommandState.TimedOut => "timedOut",
        CommandState.Cancelled => "cancelled",
        CommandState.Interrupted => "interrupted",
        CommandState.WorkerLost => "workerLost",
        CommandState.Undeliverable => "undeliverable",
        CommandState.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };
}
