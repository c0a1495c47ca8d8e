namespace CloudIde.Core.Commands;

/// <summary>What became of a command that was handed in.</summary>
public enum CommandSubmission
{
    /// <summary>SQS has stored it.</summary>
    Queued,

    /// <summary>The project has as many commands that are not over as it may have.</summary>
    TooMany,
}
