using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.S3;

/// <content>The log's records, and how they become a bucket again.</content>
internal sealed partial class Bucket
{
    private const byte ObjectRecord = 1;
    private const byte DeleteRecord = 2;
    private const byte UploadRecord = 3;
    private const byte PartRecord = 4;
    private const byte UploadEndRecord = 5;

    /// <summary>A log below this size is not worth rewriting, in bytes.</summary>
    private const long SmallLog = 4 * 1024 * 1024;

    /// <summary>What an object takes in the log, roughly.</summary>
    private static long RecordBytes(string key, ObjectEntry entry) =>
        key.Length + 120 + (entry.Body.Segments.Count * 24) + entry.Headers.Sum(header => header.Key.Length + header.Value.Length + 2);

    private static void WriteObject(RecordWriter writer, string key, ObjectEntry entry, string? uploadId)
    {
        writer.Byte(ObjectRecord);
        writer.Text(key);
        writer.OptionalText(uploadId);
        WriteBody(writer, entry.Body);
        writer.Text(entry.ETag);
        writer.Number(entry.ModifiedAt);
        WriteHeaders(writer, entry.Headers);
        WriteChecksum(writer, entry.Checksum);
        writer.Number(entry.PartLengths?.Count ?? 0);
        foreach (var length in entry.PartLengths ?? [])
        {
            writer.Number(length);
        }
    }

    private static void WriteDelete(RecordWriter writer, string key)
    {
        writer.Byte(DeleteRecord);
        writer.Text(key);
    }

    private static void WriteUpload(RecordWriter writer, MultipartUpload upload)
    {
        writer.Byte(UploadRecord);
        writer.Text(upload.Id);
        writer.Text(upload.Key);
        writer.Number(upload.StartedAt);
        WriteHeaders(writer, upload.Headers);
        writer.Byte((byte)(upload.Algorithm is { } algorithm ? (int)algorithm + 1 : 0));
        writer.Byte(upload.IsComposite ? (byte)1 : (byte)0);
    }

    private static void WritePart(RecordWriter writer, string uploadId, int number, UploadPart part)
    {
        writer.Byte(PartRecord);
        writer.Text(uploadId);
        writer.Number(number);
        WriteBody(writer, part.Body);
        writer.Text(part.ETag);
        writer.Number(part.ModifiedAt);
        WriteChecksum(writer, part.Checksum);
    }

    private static void WriteUploadEnd(RecordWriter writer, string uploadId)
    {
        writer.Byte(UploadEndRecord);
        writer.Text(uploadId);
    }

    private static void WriteBody(RecordWriter writer, ObjectBody body)
    {
        writer.Number(body.Segments.Count);
        foreach (var segment in body.Segments)
        {
            writer.Id(segment.Id);
            writer.Number(segment.Length);
        }
    }

    private static void WriteHeaders(RecordWriter writer, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        writer.Number(headers.Count);
        foreach (var (name, value) in headers)
        {
            writer.Text(name);
            writer.Text(value);
        }
    }

    private static void WriteChecksum(RecordWriter writer, Checksum? checksum)
    {
        writer.OptionalText(checksum?.Value);
        if (checksum is not null)
        {
            writer.Byte((byte)checksum.Algorithm);
            writer.Byte(checksum.IsComposite ? (byte)1 : (byte)0);
        }
    }

    private static ObjectBody ReadBody(ref RecordReader reader)
    {
        var segments = new Segment[reader.Number()];
        for (var i = 0; i < segments.Length; i++)
        {
            segments[i] = new Segment(reader.Id(), reader.Number());
        }

        return new ObjectBody(segments);
    }

    private static KeyValuePair<string, string>[] ReadHeaders(ref RecordReader reader)
    {
        var headers = new KeyValuePair<string, string>[reader.Number()];
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = KeyValuePair.Create(reader.Text(), reader.Text());
        }

        return headers;
    }

    private static Checksum? ReadChecksum(ref RecordReader reader) =>
        reader.OptionalText() is { } value ? new Checksum((ChecksumAlgorithm)reader.Byte(), value, reader.Byte() == 1) : null;

    private static ObjectEntry ReadObject(ref RecordReader reader)
    {
        var body = ReadBody(ref reader);
        var etag = reader.Text();
        var modifiedAt = reader.Number();
        var headers = ReadHeaders(ref reader);
        var checksum = ReadChecksum(ref reader);
        var lengths = new long[reader.Number()];
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = reader.Number();
        }

        return new ObjectEntry(body, etag, modifiedAt, headers, checksum, lengths.Length == 0 ? null : lengths);
    }

    private void Replay(RecordReader reader)
    {
        switch (reader.Byte())
        {
            case ObjectRecord:
                var key = reader.Text();
                if (reader.OptionalText() is { } completed)
                {
                    _uploads.Remove(completed);
                }

                _objects[key] = ReadObject(ref reader);
                break;
            case DeleteRecord:
                _objects.Remove(reader.Text());
                break;
            case UploadRecord:
                var upload = new MultipartUpload(
                    reader.Text(), reader.Text(), reader.Number(), ReadHeaders(ref reader),
                    reader.Byte() is > 0 and var algorithm ? (ChecksumAlgorithm)(algorithm - 1) : null, reader.Byte() == 1);
                _uploads[upload.Id] = upload;
                break;
            case PartRecord:
                if (_uploads.TryGetValue(reader.Text(), out var owner))
                {
                    var number = (int)reader.Number();
                    owner.Parts[number] = new UploadPart(
                        ReadBody(ref reader), reader.Text(), reader.Number(), ReadChecksum(ref reader));
                }

                break;
            case UploadEndRecord:
                _uploads.Remove(reader.Text());
                break;
            default:
                throw new InvalidDataException("The bucket's index has a record of an unknown kind; a newer version wrote it.");
        }
    }

    private void FinishReplay()
    {
        // In order, a key is always added to the last chunk.
        var keys = _objects.Keys.ToArray();
        Array.Sort(keys, SortedKeys.Compare);
        foreach (var key in keys)
        {
            _keys.Add(key);
            _liveBytes += RecordBytes(key, _objects[key]);
        }

        CompactIfWorthIt();
    }

    private void CompactIfWorthIt()
    {
        var length = _log.Length;
        if (length < _compactFrom || length < 4 * _liveBytes)
        {
            return;
        }

        try
        {
            _log.Rewrite(WriteState);

            // Uploads are not counted as live, so a bucket full of them must not be rewritten with every record.
            _compactFrom = Math.Max(SmallLog, 2 * _log.Length);
        }
        catch (IOException)
        {
            // The old log is whole and goes on. A full disk is not worth a try with every object.
            _compactFrom = length * 2;
        }
    }

    private void WriteState(RecordFileWriter writer)
    {
        foreach (var item in _objects)
        {
            writer.Append(static (record, entry) => WriteObject(record, entry.Key, entry.Value, null), item);
        }

        foreach (var upload in _uploads.Values)
        {
            writer.Append(static (record, item) => WriteUpload(record, item), upload);
            foreach (var (number, part) in upload.Parts)
            {
                writer.Append(static (record, item) => WritePart(record, item.Id, item.number, item.part), (upload.Id, number, part));
            }
        }
    }
}
