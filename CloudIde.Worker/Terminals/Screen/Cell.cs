namespace CloudIde.Worker.Terminals.Screen;

/// <summary>One cell of a screen. The default value is an empty cell in the default style.</summary>
/// <param name="Content">
/// 0 for an erased cell, a code point, or with <see cref="Cluster"/> the number of a character with combining marks; with
/// <see cref="Wide"/> it takes the next cell too, which is then <see cref="Tail"/>.
/// </param>
/// <param name="Style">The number of its style in <see cref="CellTable"/>.</param>
internal readonly record struct Cell(int Content, int Style)
{
    /// <summary>Marks a character of two cells.</summary>
    public const int Wide = 1 << 24;

    /// <summary>Marks a character with combining marks, whose text is in <see cref="CellTable"/>.</summary>
    public const int Cluster = 1 << 25;

    /// <summary>The content of the second cell of a wide character.</summary>
    public const int Tail = -1;

    /// <summary>Whether a wide character begins here.</summary>
    public bool IsWide => Content > 0 && (Content & Wide) != 0;

    /// <summary>Whether this is the second cell of a wide character.</summary>
    public bool IsTail => Content == Tail;
}
