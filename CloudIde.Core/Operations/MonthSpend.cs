namespace CloudIde.Core.Operations;

/// <summary>What each project cost in a month (UTC), by the configured prices and by when and where its workspace was active.</summary>
/// <param name="Month">The month, such as <c>2026-01</c>.</param>
/// <param name="Projects">The projects, the dearest first.</param>
/// <param name="Unused">What no project used: free slots, and tasks that were starting.</param>
public sealed record MonthSpend(string Month, IReadOnlyList<ProjectSpend> Projects, ProjectSpend Unused);
