namespace CloudIde.Core.Workspaces;

/// <summary>The right to run one workspace, held by one worker until it expires or is released.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="WorkerId">The worker that holds it.</param>
/// <param name="ActivationId">The activation for which it was taken.</param>
/// <param name="Epoch">Grows with each lease of the project. Every write carries it, so that a worker that lost its lease is refused.</param>
public sealed record WorkspaceLease(string ProjectId, string WorkerId, string ActivationId, long Epoch);
