namespace CloudIde.Worker.Terminals.Screen;

/// <summary>Applies SGR sequences (<c>CSI m</c>) to a style: ECMA-48 and xterm's extensions.</summary>
internal static class SgrReader
{
    /// <summary>Applies one sequence.</summary>
    /// <param name="style">The style before.</param>
    /// <param name="parameters">The sequence's numbers.</param>
    /// <returns>The style after.</returns>
    public static CellStyle Apply(CellStyle style, VtParameters parameters)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            var code = parameters[i];
            if (code is 38 or 48 or 58)
            {
                i += ReadColour(parameters, i, out var colour);
                style = colour is not { } known ? style
                    : code == 38 ? style with { Foreground = known }
                    : code == 48 ? style with { Background = known }
                    : style with { UnderlineColour = known };
            }
            else
            {
                style = ApplyOne(style, code, parameters.Sub(i));
            }
        }

        return style;
    }

    private static CellStyle ApplyOne(CellStyle style, int code, ReadOnlySpan<int> sub) => code switch
    {
        0 => new CellStyle { Link = style.Link },
        1 => With(style, StyleFlags.Bold),
        2 => With(style, StyleFlags.Dim),
        3 => With(style, StyleFlags.Italic),
        4 => style with { Underline = sub.IsEmpty ? (byte)1 : sub[0] is >= 0 and <= 5 ? (byte)sub[0] : (byte)1 },
        5 => With(style, StyleFlags.Blink),
        7 => With(style, StyleFlags.Inverse),
        8 => With(style, StyleFlags.Invisible),
        9 => With(style, StyleFlags.Strikethrough),
        21 => style with { Underline = 2 },
        22 => Without(style, StyleFlags.Bold | StyleFlags.Dim),
        23 => Without(style, StyleFlags.Italic),
        24 => style with { Underline = 0 },
        25 => Without(style, StyleFlags.Blink),
        27 => Without(style, StyleFlags.Inverse),
        28 => Without(style, StyleFlags.Invisible),
        29 => Without(style, StyleFlags.Strikethrough),
        >= 30 and <= 37 => style with { Foreground = CellStyle.Basic | (code - 30) },
        39 => style with { Foreground = 0 },
        >= 40 and <= 47 => style with { Background = CellStyle.Basic | (code - 40) },
        49 => style with { Background = 0 },
        53 => With(style, StyleFlags.Overline),
        55 => Without(style, StyleFlags.Overline),
        59 => style with { UnderlineColour = 0 },
        >= 90 and <= 97 => style with { Foreground = CellStyle.Basic | (code - 90 + 8) },
        >= 100 and <= 107 => style with { Background = CellStyle.Basic | (code - 100 + 8) },
        _ => style,
    };

    private static CellStyle With(CellStyle style, StyleFlags flags) => style with { Flags = style.Flags | flags };

    private static CellStyle Without(CellStyle style, StyleFlags flags) => style with { Flags = style.Flags & ~flags };

    /// <summary>Reads a colour behind 38, 48 or 58, in its forms with semicolons (38;2;r;g;b) and with colons (38:2::r:g:b).</summary>
    /// <returns>How many further parameters it took.</returns>
    private static int ReadColour(VtParameters parameters, int at, out int? colour)
    {
        var sub = parameters.Sub(at);
        if (!sub.IsEmpty)
        {
            // With the colour space, which may be empty, or, as some programs write it, without.
            var values = sub[0] == 2 && sub.Length >= 5 ? sub[2..] : sub[1..];
            colour = Make(sub[0], values);
            return 0;
        }

        var kind = parameters[at + 1];
        var count = kind == 2 ? 3 : kind == 5 ? 1 : 0;
        Span<int> following = stackalloc int[count];
        for (var i = 0; i < count; i++)
        {
            following[i] = parameters[at + 2 + i];
        }

        colour = Make(kind, following);
        return Math.Min(1 + count, parameters.Count - 1 - at);
    }

    private static int? Make(int kind, ReadOnlySpan<int> values)
    {
        switch (kind)
        {
            case 5:
                return CellStyle.Palette | (Part(values, 0) & 0xff);
            case 2:
                return CellStyle.Direct | (Part(values, 0) << 16) | (Part(values, 1) << 8) | Part(values, 2);
            default:
                return null;
        }
    }

    private static int Part(ReadOnlySpan<int> values, int index) => index < values.Length ? Math.Max(values[index], 0) & 0xff : 0;
}
