namespace CloudIde.Core.Commands;

/// <summary>The sentences that people read about outcomes.</summary>
public static class CommandNotices
{
    /// <summary>Of <see cref="CommandState.WorkerLost"/>.</summary>
    public const string WorkerLost =
        "The worker was lost while the command ran. How far it came is not known; it was not run again.";

    /// <summary>Of <see cref="CommandState.WorkerLost"/>, when Redis has lost the record.</summary>
    public const string RecordLost =
        "What was known of the command was lost, and it may have started before. It was not run again.";
}
