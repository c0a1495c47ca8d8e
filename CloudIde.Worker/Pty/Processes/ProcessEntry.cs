namespace CloudIde.Worker.Pty.Processes;

/// <summary>One process at one moment. Id and start time together name it for ever; an id alone is used again.</summary>
/// <param name="Id">The process id.</param>
/// <param name="ParentId">Its parent.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="StartTime">When it started, in the system's own unit.</param>
/// <param name="IsZombie">It has ended and waits for its parent to take notice.</param>
internal readonly record struct ProcessEntry(int Id, int ParentId, int SessionId, ulong StartTime, bool IsZombie)
{
    /// <summary>The terminal that its environment names, where a snapshot could read that.</summary>
    internal string? Tag { get; init; }

    internal (int Id, ulong StartTime) Identity => (Id, StartTime);
}
