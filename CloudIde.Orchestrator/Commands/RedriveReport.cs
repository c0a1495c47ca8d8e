namespace CloudIde.Orchestrator.Commands;

/// <summary>What came of putting dead letters back.</summary>
/// <param name="Redriven">About how many were put back.</param>
/// <param name="Message">A sentence.</param>
internal sealed record RedriveReport(int Redriven, string Message);
