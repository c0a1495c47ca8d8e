using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty;

/// <summary>A terminal's size in character cells.</summary>
/// <param name="Columns">Width, from 1 to <see cref="Largest"/>.</param>
/// <param name="Rows">Height, from 1 to <see cref="Largest"/>.</param>
internal readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>
    /// The kernel takes 16 bits, but programs allocate columns × rows: 2,000 is beyond any screen and harmless.
    /// </summary>
    internal const int Largest = 2000;

    /// <summary>The size of a terminal that nobody looks at yet.</summary>
    internal static TerminalSize Default { get; } = new(80, 24);

    /// <summary>The nearest size that is allowed: sizes come from browsers.</summary>
    internal TerminalSize Clamped() => new(Math.Clamp(Columns, 1, Largest), Math.Clamp(Rows, 1, Largest));

    internal WindowSize ToWindowSize()
    {
        var (columns, rows) = Clamped();
        return new WindowSize { Columns = (ushort)columns, Rows = (ushort)rows };
    }
}
