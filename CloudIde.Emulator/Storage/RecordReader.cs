using System.Buffers.Binary;
using System.Text;

namespace CloudIde.Emulator.Storage;

/// <summary>Decodes what <see cref="RecordWriter"/> wrote.</summary>
/// <param name="record">The record.</param>
internal ref struct RecordReader(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> _rest = record;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Reads one byte.</summary>
    /// <returns>The byte.</returns>
    public byte Byte() => Take(1)[0];

    /// <summary>Reads a number.</summary>
    /// <returns>The number.</returns>
    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }

        throw new InvalidDataException("A number in the log has no end.");
    }

    /// <summary>Reads a text.</summary>
    /// <returns>The text.</returns>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Reads a text that may be missing.</summary>
    /// <returns>The text, or null.</returns>
    public string? OptionalText() => Byte() == 0 ? null : Text();

    /// <summary>Reads bytes.</summary>
    /// <returns>The bytes, a part of the record.</returns>
    public ReadOnlySpan<byte> Bytes()
    {
        var length = Number();
        return length is < 0 or > int.MaxValue ? throw Short() : Take((int)length);
    }

    /// <summary>Reads an id.</summary>
    /// <returns>The id.</returns>
    public Guid Id() => new(Take(16));

    /// <summary>Reads 8 bytes, little-endian.</summary>
    /// <returns>The number.</returns>
    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw Short();
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static InvalidDataException Short() => new("A record in the log is shorter than its fields.");
}
