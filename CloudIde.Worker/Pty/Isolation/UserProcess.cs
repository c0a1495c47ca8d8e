using CloudIde.Worker.Pty.Processes;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>A living process of a workspace's own user.</summary>
/// <param name="Entry">The process.</param>
/// <param name="UserId">Its user.</param>
/// <param name="Name">What it calls itself, without control characters: it ends in a terminal.</param>
/// <param name="MemoryBytes">Its private, shared and swapped memory; files that are mapped do not count.</param>
internal sealed record UserProcess(ProcessEntry Entry, uint UserId, string Name, long MemoryBytes);
