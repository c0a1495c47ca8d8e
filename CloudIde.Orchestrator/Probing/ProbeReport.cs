namespace CloudIde.Orchestrator.Probing;

/// <summary>What came of a probe.</summary>
/// <param name="ProjectId">The project that was made up for it.</param>
/// <param name="WorkerId">The worker that took it, or null.</param>
/// <param name="Stages">The stages that were reached, in order.</param>
/// <param name="TotalSeconds">How long they took altogether.</param>
/// <param name="Problem">Why it did not come to its end, a sentence, or null.</param>
internal sealed record ProbeReport(
    string ProjectId, string? WorkerId, IReadOnlyList<ProbeStage> Stages, double TotalSeconds, string? Problem);
