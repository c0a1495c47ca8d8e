namespace CloudIde.Worker.Terminals;

/// <summary>
/// How far a terminal's input was given to its shell, and how far that is marked in Redis. What the shell answers is stored
/// anyway, and the mark goes along with it: a script of its own for each keystroke would hold up the keystroke's echo.
/// </summary>
internal sealed class TakenInput
{
    private long _taken = -1;
    private long _marked = -1;

    /// <summary>The offset behind the last byte that the shell was given, or -1.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Up to which offset Redis knows, or -1.</summary>
    public long Marked => Volatile.Read(ref _marked);

    /// <summary>Whether Redis knows.</summary>
    public bool IsMarked => Marked >= Taken;

    /// <summary>Notes that the shell is given input.</summary>
    /// <param name="upTo">The offset behind its last byte.</param>
    public void Take(long upTo) => Volatile.Write(ref _taken, upTo);

    /// <summary>Notes that Redis knows.</summary>
    /// <param name="upTo">Up to which offset.</param>
    public void Mark(long upTo)
    {
        // Output and the input's own mark may be under way at once.
        long seen;
        while (upTo > (seen = Volatile.Read(ref _marked)) && Interlocked.CompareExchange(ref _marked, upTo, seen) != seen)
        {
        }
    }
}
