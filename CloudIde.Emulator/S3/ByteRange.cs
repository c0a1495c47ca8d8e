using System.Globalization;

namespace CloudIde.Emulator.S3;

/// <summary>A part of an object.</summary>
/// <param name="First">The first byte.</param>
/// <param name="Length">How many bytes.</param>
internal readonly record struct ByteRange(long First, long Length)
{
    /// <summary>Reads a Range header.</summary>
    /// <param name="header">Its value.</param>
    /// <param name="length">The object's length.</param>
    /// <returns>The range; null when the header asks for none that S3 knows, and the whole object is sent.</returns>
    public static ByteRange? Parse(string? header, long length)
    {
        const string Unit = "bytes=";
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) || header.Contains(','))
        {
            return null;
        }

        var text = header.AsSpan(Unit.Length).Trim();
        var dash = text.IndexOf('-');
        if (dash < 0 || !TryNumber(text[..dash], out var first) || !TryNumber(text[(dash + 1)..], out var last))
        {
            return null;
        }

        switch (first, last)
        {
            case (null, null):
                return null;
            case (null, { } suffix):
                return suffix == 0 || length == 0
                    ? throw NotSatisfiable(header, length)
                    : new ByteRange(Math.Max(0, length - suffix), Math.Min(suffix, length));
            case ({ } from, { } to) when to < from:
                return null;
            case ({ } from, _):
                return from >= length
                    ? throw NotSatisfiable(header, length)
                    : new ByteRange(from, Math.Min(last ?? long.MaxValue, length - 1) - from + 1);
        }
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long? number)
    {
        number = null;
        if (text.IsEmpty)
        {
            return true;
        }

        var valid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        number = valid ? value : null;
        return valid;
    }

    private static S3Exception NotSatisfiable(string header, long length) =>
        new(416, "InvalidRange", "The requested range is not satisfiable",
            ("RangeRequested", header), ("ActualObjectSize", length.ToString(CultureInfo.InvariantCulture)));
}
