namespace CloudIde.Worker.Workspaces.Idle;

/// <summary>Whether a workspace is needed.</summary>
/// <param name="Reason">Why it is kept, or what it lacks, in a sentence for the user.</param>
/// <param name="StopsAt">When it stops unless something happens, or null while it is needed.</param>
internal readonly record struct Need(string Reason, DateTimeOffset? StopsAt);
