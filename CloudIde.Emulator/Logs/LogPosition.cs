using System.Globalization;

namespace CloudIde.Emulator.Logs;

/// <summary>
/// The place of an event in the order in which events are read: by time, and among equal times as they came. It is
/// unique over all streams, so it also names the event and serves as token of a page.
/// </summary>
/// <param name="Timestamp">When the event happened, in milliseconds since 1970.</param>
/// <param name="Sequence">Rises with every event stored; 0 is before all events of that time.</param>
internal readonly record struct LogPosition(long Timestamp, long Sequence) : IComparable<LogPosition>
{
    // CloudWatch's event ids have 56 digits, and clients keep them as texts.
    private const int TimestampDigits = 20;
    private const int SequenceDigits = 36;

    /// <inheritdoc/>
    public int CompareTo(LogPosition other)
    {
        var byTime = Timestamp.CompareTo(other.Timestamp);
        return byTime != 0 ? byTime : Sequence.CompareTo(other.Sequence);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The digits.</param>
    /// <returns>The position, or null when the text is none.</returns>
    public static LogPosition? Parse(ReadOnlySpan<char> text) =>
        text.Length == TimestampDigits + SequenceDigits
        && long.TryParse(text[..TimestampDigits], NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp)
        && long.TryParse(text[TimestampDigits..], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new LogPosition(timestamp, sequence)
            : null;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Timestamp:D20}{Sequence:D36}");
}
