namespace CloudIde.Worker.Pty.Isolation;

/// <summary>The user and group that a terminal's processes run as. They need no entry in /etc/passwd.</summary>
/// <param name="UserId">Not 0.</param>
/// <param name="GroupId">Not 0; the only group.</param>
internal sealed record ShellCredentials(uint UserId, uint GroupId);
