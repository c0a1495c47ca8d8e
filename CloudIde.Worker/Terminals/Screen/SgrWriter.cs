using System.Globalization;
using System.Text;

namespace CloudIde.Worker.Terminals.Screen;

/// <summary>Writes a style as one SGR sequence that does not depend on the style before.</summary>
internal static class SgrWriter
{
    private static readonly (StyleFlags Flag, string Code)[] Codes =
    [
        (StyleFlags.Bold, ";1"), (StyleFlags.Dim, ";2"), (StyleFlags.Italic, ";3"), (StyleFlags.Blink, ";5"),
        (StyleFlags.Inverse, ";7"), (StyleFlags.Invisible, ";8"), (StyleFlags.Strikethrough, ";9"), (StyleFlags.Overline, ";53"),
    ];

    /// <summary>Writes a style.</summary>
    /// <param name="style">The style; its link and protection are no part of SGR.</param>
    /// <returns>The sequence.</returns>
    public static string Write(CellStyle style)
    {
        var text = new StringBuilder("\e[0");
        foreach (var (flag, code) in Codes)
        {
            text.Append(style.Flags.HasFlag(flag) ? code : "");
        }

        text.Append(style.Underline switch
        {
            0 => "",
            1 => ";4",
            var kind => string.Create(CultureInfo.InvariantCulture, $";4:{kind}"),
        });
        text.Append(Colour(style.Foreground, 30, "38"));
        text.Append(Colour(style.Background, 40, "48"));
        text.Append(Colour(style.UnderlineColour, 0, "58"));
        return text.Append('m').ToString();
    }

    private static string Colour(int colour, int basic, string extended) => (colour & CellStyle.Direct) switch
    {
        CellStyle.Basic => string.Create(
            CultureInfo.InvariantCulture, $";{((colour & 15) < 8 ? basic + (colour & 15) : basic + 60 + (colour & 7))}"),
        CellStyle.Palette => string.Create(CultureInfo.InvariantCulture, $";{extended};5;{colour & 0xff}"),
        CellStyle.Direct => string.Create(
            CultureInfo.InvariantCulture, $";{extended};2;{(colour >> 16) & 0xff};{(colour >> 8) & 0xff};{colour & 0xff}"),
        _ => "",
    };
}
