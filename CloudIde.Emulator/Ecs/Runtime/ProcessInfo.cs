namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>One process of the machine at one moment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ParentId">Its parent's id.</param>
/// <param name="Session">Its session on Linux, its process group where the system does not tell the session.</param>
/// <param name="StartedAt">When it started, in the system's own form; with the id it names the process for ever.</param>
/// <param name="Ended">Whether it has ended and only waits for its parent to notice.</param>
internal readonly record struct ProcessInfo(int Id, int ParentId, int Session, string StartedAt, bool Ended);
