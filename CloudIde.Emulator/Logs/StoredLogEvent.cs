namespace CloudIde.Emulator.Logs;

/// <summary>One event as it was stored.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="IngestedAt">When it was stored, in milliseconds since 1970.</param>
/// <param name="Message">Its text.</param>
internal readonly record struct StoredLogEvent(LogPosition Position, long IngestedAt, string Message);
