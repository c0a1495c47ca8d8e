namespace CloudIde.Orchestrator.Commands;

/// <summary>What came of a request to stop a task.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Stopped">Whether it is stopping.</param>
/// <param name="Message">What was done, or why nothing was.</param>
internal sealed record StopReport(string TaskId, bool Stopped, string Message);
