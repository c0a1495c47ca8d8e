namespace CloudIde.Emulator.Logs;

/// <summary>Where a stream keeps an event; the text stays on disk.</summary>
/// <param name="Position">The event's place in the order of reading.</param>
/// <param name="Segment">The number of the file.</param>
/// <param name="Offset">Where its line begins in that file, in bytes.</param>
/// <param name="Length">The line's length in bytes, without its end.</param>
internal readonly record struct LogEntry(LogPosition Position, int Segment, long Offset, int Length) : IComparable<LogEntry>
{
    /// <inheritdoc/>
    public int CompareTo(LogEntry other) => Position.CompareTo(other.Position);
}
