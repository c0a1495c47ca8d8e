namespace CloudIde.Core.Workspaces;

/// <summary>Why a workspace is kept and when it will stop.</summary>
/// <param name="Reason">A sentence for the user, such as "A terminal is open in a browser.", or null when the worker has not said yet.</param>
/// <param name="StopsAt">When it stops unless something happens before, or null while it is needed.</param>
/// <param name="KeepUntil">Until when somebody asked to keep it whatever happens, or null.</param>
public sealed record WorkspaceKeep(string? Reason, DateTimeOffset? StopsAt, DateTimeOffset? KeepUntil);
