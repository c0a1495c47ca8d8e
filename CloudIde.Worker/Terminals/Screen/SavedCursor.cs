namespace CloudIde.Worker.Terminals.Screen;

/// <summary>What DECSC saves and DECRC restores.</summary>
/// <param name="Column">From 0; the number of columns when a character in the last one has yet to wrap.</param>
/// <param name="Row">From 0.</param>
/// <param name="Style">The style.</param>
/// <param name="Charset">The character set in use, as the last byte of the sequence that selects it.</param>
internal readonly record struct SavedCursor(int Column, int Row, CellStyle Style, char Charset)
{
    /// <summary>What is restored when nothing was saved.</summary>
    public static SavedCursor Initial { get; } = new(0, 0, default, CharacterSets.Ascii);
}
