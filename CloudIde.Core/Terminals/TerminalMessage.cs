using System.Buffers.Text;
using System.Diagnostics;

namespace CloudIde.Core.Terminals;

/// <summary>
/// A message on a terminal's channels: the kind, an offset as 16 hexadecimal digits, then data. The offset is text because
/// Redis' scripts write it too, and their Lua versions agree on text formats only.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">The offset that the kind speaks of.</param>
/// <param name="Data">The bytes behind the header.</param>
public readonly record struct TerminalMessage(TerminalMessageKind Kind, long Offset, ReadOnlyMemory<byte> Data)
{
    /// <summary>The length of the header in bytes.</summary>
    public const int HeaderLength = 1 + OffsetDigits;

    private const int OffsetDigits = 16;

    /// <summary>Writes a message's header.</summary>
    /// <param name="destination">At least <see cref="HeaderLength"/> bytes.</param>
    /// <param name="kind">What the message is.</param>
    /// <param name="offset">The offset.</param>
    public static void WriteHeader(Span<byte> destination, TerminalMessageKind kind, long offset)
    {
        destination[0] = (byte)kind;
        var written = Utf8Formatter.TryFormat(offset, destination[1..], out _, new('x', OffsetDigits));
        Debug.Assert(written, "The destination is too short for the header.");
    }

    /// <summary>Writes a message.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="offset">The offset.</param>
    /// <param name="data">The bytes behind the header.</param>
    /// <returns>The message.</returns>
    public static byte[] Encode(TerminalMessageKind kind, long offset, ReadOnlySpan<byte> data)
    {
        var message = new byte[HeaderLength + data.Length];
        WriteHeader(message, kind, offset);
        data.CopyTo(message.AsSpan(HeaderLength));
        return message;
    }

    /// <summary>Reads a message.</summary>
    /// <param name="message">The bytes as published; the result points into them.</param>
    /// <returns>The message.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a message.</exception>
    public static TerminalMessage Decode(ReadOnlyMemory<byte> message)
    {
        if (message.Length < HeaderLength
            || !Utf8Parser.TryParse(message.Span.Slice(1, OffsetDigits), out long offset, out var consumed, 'x')
            || consumed != OffsetDigits)
        {
            throw new InvalidDataException("A message on a terminal's channel has no valid header.");
        }

        return new TerminalMessage((TerminalMessageKind)message.Span[0], offset, message[HeaderLength..]);
    }
}
