namespace CloudIde.Core.Operations;

/// <summary>A line that a worker task wrote.</summary>
/// <param name="At">When, or null when the runtime does not say.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Message">The line.</param>
public sealed record TaskLogLine(DateTimeOffset? At, string TaskId, string Message);
