namespace CloudIde.Core.Operations;

/// <summary>What a project cost for a while.</summary>
/// <param name="Month">The month in which it ran, as <see cref="ProjectSpendRecords.MonthOf"/> names it.</param>
/// <param name="ProjectId">The project, or null for what no project used.</param>
/// <param name="Usd">USD.</param>
public sealed record ProjectCharge(string Month, string? ProjectId, double Usd);
