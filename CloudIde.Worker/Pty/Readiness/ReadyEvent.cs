namespace CloudIde.Worker.Pty.Readiness;

/// <summary>
/// One descriptor that became ready. A hang-up or error counts as ready for both, so that the next call shows it.
/// </summary>
internal readonly record struct ReadyEvent(long Token, Interest Ready);
