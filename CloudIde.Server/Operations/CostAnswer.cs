using CloudIde.Core.Operations;

namespace CloudIde.Server.Operations;

/// <summary>What the fleet costs.</summary>
/// <param name="At">When the orchestrator worked it out, or null when it has not.</param>
/// <param name="Current">Whether that is recent.</param>
/// <param name="Spend">The fleet, or null when unknown.</param>
/// <param name="Projects">What each active project costs at present: its share of its worker's task.</param>
/// <param name="Month">What each project cost this month.</param>
internal sealed record CostAnswer(
    DateTimeOffset? At, bool Current, SpendReport? Spend, IReadOnlyList<ProjectCost> Projects, MonthSpend Month);
