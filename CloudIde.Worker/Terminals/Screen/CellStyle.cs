namespace CloudIde.Worker.Terminals.Screen;

/// <summary>How a cell is drawn. The default value is the default style.</summary>
/// <param name="Foreground">A colour, as this type's methods make it; 0 is the default one.</param>
/// <param name="Background">A colour.</param>
/// <param name="Flags">All that is on or off.</param>
/// <param name="Underline">0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed.</param>
/// <param name="UnderlineColour">A colour.</param>
/// <param name="Link">The number of a hyperlink, 0 for none.</param>
internal readonly record struct CellStyle(
    int Foreground, int Background, StyleFlags Flags, byte Underline, int UnderlineColour, int Link)
{
    /// <summary>Marks one of the 16 colours that SGR has short codes for. Bold may brighten it, so it is not the same as that of the 256.</summary>
    public const int Basic = 1 << 24;

    /// <summary>Marks one of the 256 colours.</summary>
    public const int Palette = 2 << 24;

    /// <summary>Marks a colour of 24 bits.</summary>
    public const int Direct = 3 << 24;

    /// <summary>What an erased cell looks like.</summary>
    public CellStyle Erased => new() { Background = Background };
}
