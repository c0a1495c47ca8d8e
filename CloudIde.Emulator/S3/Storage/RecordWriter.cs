using System.Buffers.Binary;
using System.Text;
using CloudIde.Emulator.Protocol;
using CloudIde.Emulator.S3.Checksums;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>Builds one record of a journal: its length, its CRC, its kind and its fields.</summary>
internal sealed class RecordWriter : IDisposable
{
    /// <summary>The bytes before the kind: the length of the rest and its CRC-32C.</summary>
    public const int HeaderLength = 8;

    private readonly PooledBufferWriter _output = new(512);

    /// <summary>Begins a record.</summary>
    /// <param name="kind">Its kind.</param>
    public void Begin(RecordKind kind)
    {
        _output.Clear();
        _output.GetSpan(HeaderLength)[..HeaderLength].Clear();
        _output.Advance(HeaderLength);
        Byte((byte)kind);
    }

    /// <summary>Ends the record.</summary>
    /// <returns>Its bytes, valid until the next one begins.</returns>
    public ReadOnlySpan<byte> End()
    {
        var record = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_output.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - HeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)Crc.Crc32C.Compute(record[HeaderLength..]));
        return record;
    }

    /// <summary>Writes a byte.</summary>
    /// <param name="value">The byte.</param>
    public void Byte(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_output.GetSpan(8), value);
        _output.Advance(8);
    }

    /// <summary>Writes a small number that is not negative.</summary>
    /// <param name="value">The number.</param>
    public void Count(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_output.GetSpan(4), value);
        _output.Advance(4);
    }

    /// <summary>Writes a text.</summary>
    /// <param name="value">The text.</param>
    public void Text(string value)
    {
        Count(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _output);
    }

    /// <summary>Writes pairs of texts.</summary>
    /// <param name="pairs">The pairs.</param>
    public void Pairs(KeyValuePair<string, string>[] pairs)
    {
        Count(pairs.Length);
        foreach (var (name, value) in pairs)
        {
            Text(name);
            Text(value);
        }
    }

    /// <summary>Writes a checksum or that there is none.</summary>
    /// <param name="checksum">The checksum.</param>
    public void Checksum(ObjectChecksum? checksum)
    {
        Byte((byte)(checksum?.Algorithm ?? 0));
        if (checksum is not null)
        {
            Text(checksum.Value);
            Byte(checksum.IsComposite ? (byte)1 : (byte)0);
        }
    }

    /// <summary>Writes an object.</summary>
    /// <param name="entry">The object.</param>
    public void Entry(ObjectEntry entry)
    {
        Text(entry.Key);
        Number(entry.Size);
        Text(entry.ETag);
        Number(entry.LastModified.ToUnixTimeSeconds());
        Count(entry.Body.Segments.Length);
        foreach (var segment in entry.Body.Segments)
        {
            Number(segment.Id);
            Number(segment.Length);
        }

        Pairs(entry.Headers);
        Pairs(entry.Metadata);
        Pairs(entry.Tags);
        Checksum(entry.Checksum);
        Text(entry.StorageClass);
        Text(entry.UploadId ?? "");
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();
}
