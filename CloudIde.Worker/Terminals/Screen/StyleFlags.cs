namespace CloudIde.Worker.Terminals.Screen;

/// <summary>How a cell is drawn, besides its colours.</summary>
[Flags]
internal enum StyleFlags : ushort
{
    /// <summary>Plainly.</summary>
    None = 0,
    Bold = 1,
    Dim = 2,
    Italic = 4,
    Blink = 8,
    Inverse = 16,
    Invisible = 32,
    Strikethrough = 64,
    Overline = 128,

    /// <summary>Selective erase leaves it alone (DECSCA).</summary>
    Protected = 256,
}
