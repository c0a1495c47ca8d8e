namespace CloudIde.Orchestrator.Fleet;

/// <summary>What a request for tasks led to.</summary>
/// <param name="TaskIds">The tasks that are starting; the same as before when the token was used before.</param>
/// <param name="Failures">Why others are not starting, a sentence each.</param>
internal sealed record LaunchResult(IReadOnlyList<string> TaskIds, IReadOnlyList<string> Failures);
