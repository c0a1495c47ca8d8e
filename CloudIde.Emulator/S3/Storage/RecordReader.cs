using System.Buffers.Binary;
using System.Text;
using CloudIde.Emulator.S3.Checksums;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>Reads the fields of one record, in the order <see cref="RecordWriter"/> wrote them.</summary>
/// <param name="data">The fields.</param>
internal ref struct RecordReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    /// <summary>Reads a byte.</summary>
    /// <returns>The byte.</returns>
    public byte Byte() => Take(1)[0];

    /// <summary>Reads a number.</summary>
    /// <returns>The number.</returns>
    public long Number() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Reads a small number.</summary>
    /// <returns>The number.</returns>
    public int Count() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>Reads a text.</summary>
    /// <returns>The text.</returns>
    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    /// <summary>Reads pairs of texts.</summary>
    /// <returns>The pairs.</returns>
    public KeyValuePair<string, string>[] Pairs()
    {
        var count = Count();
        var pairs = count == 0 ? [] : new KeyValuePair<string, string>[count];
        for (var i = 0; i < count; i++)
        {
            var name = Text();
            pairs[i] = new KeyValuePair<string, string>(name, Text());
        }

        return pairs;
    }

    /// <summary>Reads a checksum.</summary>
    /// <returns>The checksum, or null where none is kept.</returns>
    public ObjectChecksum? Checksum()
    {
        var algorithm = Byte();
        if (algorithm == 0)
        {
            return null;
        }

        var value = Text();
        return new ObjectChecksum((ChecksumAlgorithm)algorithm, value, Byte() != 0);
    }

    /// <summary>Reads an object.</summary>
    /// <param name="files">The bucket's files.</param>
    /// <returns>The object.</returns>
    public ObjectEntry Entry(BodyFiles files)
    {
        var key = Text();
        var size = Number();
        var etag = Text();
        var modified = DateTimeOffset.FromUnixTimeSeconds(Number());
        var segments = new BodySegment[Count()];
        for (var i = 0; i < segments.Length; i++)
        {
            var id = Number();
            segments[i] = new BodySegment(id, Number());
        }

        return new ObjectEntry
        {
            Key = key,
            Size = size,
            ETag = etag,
            LastModified = modified,
            Body = new ObjectBody(files, segments),
            Headers = Pairs(),
            Metadata = Pairs(),
            Tags = Pairs(),
            Checksum = Checksum(),
            StorageClass = Text(),
            UploadId = Text() is { Length: > 0 } upload ? upload : null,
        };
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            throw new InvalidDataException("A record ends before its fields do.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
