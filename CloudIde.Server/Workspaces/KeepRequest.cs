namespace CloudIde.Server.Workspaces;

/// <summary>How long a workspace is to be kept: one of the two.</summary>
/// <param name="Minutes">From now; 0 ends the keeping.</param>
/// <param name="Until">The time.</param>
internal sealed record KeepRequest(int? Minutes, DateTimeOffset? Until);
