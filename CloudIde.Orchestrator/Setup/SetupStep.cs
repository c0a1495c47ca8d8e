namespace CloudIde.Orchestrator.Setup;

/// <summary>One thing that must exist, and what was done about it.</summary>
/// <param name="Kind">What it is, such as <c>queue</c>.</param>
/// <param name="Name">Its name, URL or ARN.</param>
/// <param name="Outcome">What was done.</param>
public sealed record SetupStep(string Kind, string Name, SetupOutcome Outcome);
