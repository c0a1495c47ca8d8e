namespace CloudIde.Emulator.Logs;

/// <summary>One line of a stream's file. The names are short because they stand in every line.</summary>
/// <param name="T">The event's time, in milliseconds since 1970.</param>
/// <param name="S">Its sequence number.</param>
/// <param name="I">When it was stored, in milliseconds since 1970.</param>
/// <param name="M">Its text.</param>
internal readonly record struct LogLine(long T, long S, long I, string M);
