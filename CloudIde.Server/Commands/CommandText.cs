using System.Text;
using CloudIde.Core.Commands;

namespace CloudIde.Server.Commands;

/// <summary>Decodes pieces of output without splitting characters between them.</summary>
internal static class CommandText
{
    /// <summary>Decodes a piece. A character that is not whole at its end is left for the next one, unless there is none.</summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    /// <returns>The text and the offset behind it. Bytes that are no UTF-8 become U+FFFD.</returns>
    public static (string Text, long NextOffset) Decode(CommandOutput piece, bool isLast)
    {
        var bytes = piece.Data.Span;
        var length = isLast ? bytes.Length : bytes.Length - Incomplete(bytes);
        return (Encoding.UTF8.GetString(bytes[..length]), piece.Offset + length);
    }

    /// <summary>How many bytes at the end are the beginning of a character that goes on.</summary>
    private static int Incomplete(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 3 && back <= bytes.Length; back++)
        {
            var last = bytes[^back];
            if ((last & 0xC0) == 0x80)
            {
                continue;
            }

            var length = last >= 0xF0 ? 4 : last >= 0xE0 ? 3 : last >= 0xC0 ? 2 : 1;
            return length > back ? back : 0;
        }

        return 0;
    }
}
