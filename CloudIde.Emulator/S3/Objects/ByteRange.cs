using System.Globalization;

namespace CloudIde.Emulator.S3.Objects;

/// <summary>A stretch of an object.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">How many.</param>
internal readonly record struct ByteRange(long Start, long Length)
{
    /// <summary>Reads a Range header.</summary>
    /// <param name="header">Its value.</param>
    /// <param name="size">The object's size.</param>
    /// <returns>The stretch, or null where the header is not one range of bytes and is therefore ignored.</returns>
    /// <exception cref="S3Exception">The range lies outside the object.</exception>
    public static ByteRange? Parse(string? header, long size)
    {
        const string Unit = "bytes=";
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var text = header.AsSpan(Unit.Length).Trim();
        var dash = text.IndexOf('-');
        if (dash < 0)
        {
            return null;
        }

        var hasFirst = Number(text[..dash], out var first);
        var hasLast = Number(text[(dash + 1)..], out var last);
        if (!hasFirst)
        {
            // The last bytes: "-500".
            if (dash != 0 || !hasLast)
            {
                return null;
            }

            return last == 0 || size == 0 ? throw Unsatisfiable(header, size) : new ByteRange(Math.Max(0, size - last), Math.Min(size, last));
        }

        if (!hasLast && dash != text.Length - 1)
        {
            return null;
        }

        if (hasLast && last < first)
        {
            return null;
        }

        if (first >= size)
        {
            throw Unsatisfiable(header, size);
        }

        var end = hasLast ? Math.Min(last, size - 1) : size - 1;
        return new ByteRange(first, end - first + 1);
    }

    /// <summary>The error for a range that lies outside the object.</summary>
    /// <param name="header">The range.</param>
    /// <param name="size">The object's size.</param>
    /// <returns>The error.</returns>
    public static S3Exception Unsatisfiable(string header, long size) =>
        new(416, "InvalidRange", "The requested range is not satisfiable") { Details = [("RangeRequested", header), ("ActualObjectSize", $"{size}")] };

    private static bool Number(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
