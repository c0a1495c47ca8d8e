namespace CloudIde.Orchestrator.Fleet;

/// <summary>A launch that was noted before it is made.</summary>
/// <param name="Token">Names the request: repeating it starts nothing more.</param>
/// <param name="Count">How many tasks it asks for.</param>
/// <param name="IsRepeat">Whether it was noted before and its outcome is not known: it may have been made.</param>
internal sealed record PendingLaunch(string Token, int Count, bool IsRepeat);
