using CloudIde.Core.Operations;

namespace CloudIde.Server.Operations;

/// <summary>The latest scaling decisions.</summary>
/// <param name="Decisions">The decisions, newest first; one that repeats the one before is not recorded.</param>
internal sealed record DecisionsAnswer(IReadOnlyList<RecordedDecision> Decisions);
