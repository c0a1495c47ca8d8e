using System.Buffers.Binary;
using System.Text;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Storage;

/// <summary>Encodes the fields of a log record: variable-length whole numbers, and lengths before texts and bytes.</summary>
/// <param name="output">Receives the bytes.</param>
internal readonly struct RecordWriter(PooledBufferWriter output)
{
    /// <summary>Writes one byte.</summary>
    /// <param name="value">The byte.</param>
    public void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    /// <summary>Writes a number, small ones in fewer bytes.</summary>
    /// <param name="value">The number; negative ones are written as their two's complement.</param>
    public void Number(long value)
    {
        var span = output.GetSpan(10);
        var rest = (ulong)value;
        var count = 0;
        while (rest >= 0x80)
        {
            span[count++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[count++] = (byte)rest;
        output.Advance(count);
    }

    /// <summary>Writes a text.</summary>
    /// <param name="value">The text.</param>
    public void Text(string value)
    {
        var count = Encoding.UTF8.GetByteCount(value);
        Number(count);
        Encoding.UTF8.GetBytes(value, output.GetSpan(count));
        output.Advance(count);
    }

    /// <summary>Writes a text that may be missing.</summary>
    /// <param name="value">The text, or null.</param>
    public void OptionalText(string? value)
    {
        Byte(value is null ? (byte)0 : (byte)1);
        if (value is not null)
        {
            Text(value);
        }
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="value">The bytes.</param>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        value.CopyTo(output.GetSpan(value.Length));
        output.Advance(value.Length);
    }

    /// <summary>Writes an id.</summary>
    /// <param name="value">The id.</param>
    public void Id(Guid value)
    {
        value.TryWriteBytes(output.GetSpan(16));
        output.Advance(16);
    }

    /// <summary>Writes 8 bytes, little-endian.</summary>
    /// <param name="value">The number.</param>
    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }
}
