namespace CloudIde.Emulator.Logs;

/// <summary>One event to be stored.</summary>
/// <param name="Timestamp">When it happened, in milliseconds since 1970.</param>
/// <param name="Message">Its text, not empty.</param>
internal readonly record struct LogEvent(long Timestamp, string Message);
