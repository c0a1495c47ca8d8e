using CloudIde.Core.Operations;

namespace CloudIde.Server.Operations;

/// <summary>The workspaces that are active.</summary>
/// <param name="Sessions">The workspaces, by project.</param>
/// <param name="Truncated">Whether there are more.</param>
internal sealed record SessionsAnswer(IReadOnlyList<ActiveWorkspace> Sessions, bool Truncated);
