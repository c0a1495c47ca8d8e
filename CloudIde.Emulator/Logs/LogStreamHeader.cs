namespace CloudIde.Emulator.Logs;

/// <summary>The first line of each of a stream's files.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="CreatedAt">When the stream was created, in milliseconds since 1970.</param>
internal sealed record LogStreamHeader(string Stream, long CreatedAt);
