namespace CloudIde.Core.Terminals;

/// <summary>The size of a terminal in character cells.</summary>
/// <param name="Columns">Cells a row, 1 to <see cref="Max"/>.</param>
/// <param name="Rows">Rows, 1 to <see cref="Max"/>.</param>
public readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>The largest number of columns or rows; beyond it programs allocate absurd screens.</summary>
    public const int Max = 1000;

    /// <summary>The size of a terminal nobody has looked at yet: that of the VT100.</summary>
    public static TerminalSize Default { get; } = new(80, 24);

    /// <summary>Whether both numbers are in range.</summary>
    public bool IsValid => Columns is >= 1 and <= Max && Rows is >= 1 and <= Max;

    /// <summary>The largest size that fits into both.</summary>
    /// <param name="other">The other size.</param>
    /// <returns>The smaller of each dimension.</returns>
    public TerminalSize SmallestCommon(TerminalSize other) =>
        new(Math.Min(Columns, other.Columns), Math.Min(Rows, other.Rows));
}
