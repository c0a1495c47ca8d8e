using CloudIde.Emulator.S3.Checksums;

namespace CloudIde.Emulator.S3.Storage;

/// <content>Multipart uploads. A completed object keeps its parts' files: nothing is copied.</content>
internal sealed partial class BucketStore
{
    private readonly Dictionary<string, MultipartUpload> _uploads = new(StringComparer.Ordinal);

    /// <summary>Begins an upload.</summary>
    /// <param name="upload">The upload.</param>
    public void BeginUpload(MultipartUpload upload)
    {
        lock (_writes)
        {
            ThrowIfDeleted();
            WriteUpload(_record, upload);
            _journal.Append(_record.End());
            _uploads[upload.Id] = upload;
        }
    }

    /// <summary>Reads an upload while it stands still.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="key">The key it is for.</param>
    /// <param name="uploadId">Its id.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="S3Exception">There is no such upload of that key.</exception>
    public T ReadUpload<T>(string key, string uploadId, Func<MultipartUpload, T> read)
    {
        lock (_writes)
        {
            return read(FindUpload(key, uploadId));
        }
    }

    /// <summary>Every upload, in the order in which S3 lists them.</summary>
    /// <returns>The uploads.</returns>
    public MultipartUpload[] ListUploads()
    {
        lock (_writes)
        {
            return [.. _uploads.Values.OrderBy(upload => upload.Key, KeyOrder.Instance).ThenBy(upload => upload.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>Adds a part, or replaces the one of the same number.</summary>
    /// <param name="key">The upload's key.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="part">The part. Its body is taken over, or deleted when the upload has gone.</param>
    public void PutPart(string key, string uploadId, UploadedPart part)
    {
        UploadedPart? replaced;
        try
        {
            lock (_writes)
            {
                var upload = FindUpload(key, uploadId);
                WritePart(_record, uploadId, part);
                _journal.Append(_record.End());
                upload.Parts.TryGetValue(part.Number, out replaced);
                upload.Parts[part.Number] = part;
                CompactIfWorthwhile();
            }
        }
        catch
        {
            part.Body.Release();
            throw;
        }

        replaced?.Body.Release();
    }

    /// <summary>Gives an upload up.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="uploadId">The upload.</param>
    public void AbortUpload(string key, string uploadId)
    {
        MultipartUpload upload;
        lock (_writes)
        {
            upload = FindUpload(key, uploadId);
            _record.Begin(RecordKind.Abort);
            _record.Text(uploadId);
            _journal.Append(_record.End());
            _uploads.Remove(uploadId);
        }

        foreach (var part in upload.Parts.Values)
        {
            part.Body.Release();
        }
    }

    /// <summary>Makes an upload an object.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="condition">What must hold.</param>
    /// <param name="assemble">Makes the object from the upload and says which parts it uses.</param>
    /// <returns>The object.</returns>
    public ObjectEntry CompleteUpload(
        string key,
        string uploadId,
        WriteCondition condition,
        Func<MultipartUpload, (ObjectEntry Entry, HashSet<int> Used)> assemble)
    {
        ObjectEntry? replaced;
        ObjectEntry entry;
        MultipartUpload upload;
        HashSet<int> used;
        lock (_writes)
        {
            ThrowIfDeleted();
            var current = Find(key);
            if (!_uploads.ContainsKey(uploadId) && current?.UploadId == uploadId)
            {
                // The answer to the first completion was lost.
                return current;
            }

            upload = FindUpload(key, uploadId);
            (entry, used) = assemble(upload);
            condition.Check(current);
            _record.Begin(RecordKind.Complete);
            _record.Text(uploadId);
            _record.Entry(entry);
            _journal.Append(_record.End());
            _uploads.Remove(uploadId);
            replaced = Set(entry);
            CompactIfWorthwhile();
        }

        replaced?.Body.Release();
        foreach (var part in upload.Parts.Values)
        {
            if (!used.Contains(part.Number))
            {
                part.Body.Release();
            }
        }

        return entry;
    }

    private static void WriteUpload(RecordWriter record, MultipartUpload upload)
    {
        record.Begin(RecordKind.Upload);
        record.Text(upload.Id);
        record.Text(upload.Key);
        record.Number(upload.Initiated.ToUnixTimeMilliseconds());
        record.Pairs(upload.Headers);
        record.Pairs(upload.Metadata);
        record.Pairs(upload.Tags);
        record.Text(upload.StorageClass);
        record.Byte((byte)upload.Algorithm);
        record.Byte(upload.NamedAlgorithm ? (byte)1 : (byte)0);
        record.Byte(upload.IsComposite ? (byte)1 : (byte)0);
    }

    private static MultipartUpload ReadUpload(RecordReader fields) => new()
    {
        Id = fields.Text(),
        Key = fields.Text(),
        Initiated = DateTimeOffset.FromUnixTimeMilliseconds(fields.Number()),
        Headers = fields.Pairs(),
        Metadata = fields.Pairs(),
        Tags = fields.Pairs(),
        StorageClass = fields.Text(),
        Algorithm = (ChecksumAlgorithm)fields.Byte(),
        NamedAlgorithm = fields.Byte() != 0,
        IsComposite = fields.Byte() != 0,
    };

    private static void WritePart(RecordWriter record, string uploadId, UploadedPart part)
    {
        record.Begin(RecordKind.Part);
        record.Text(uploadId);
        record.Count(part.Number);
        record.Text(part.ETag);
        record.Number(part.LastModified.ToUnixTimeMilliseconds());
        record.Number(part.Body.Segments[0].Id);
        record.Number(part.Body.Segments[0].Length);
        record.Checksum(part.Checksum);
    }

    private UploadedPart ReadPart(RecordReader fields)
    {
        var number = fields.Count();
        var etag = fields.Text();
        var modified = DateTimeOffset.FromUnixTimeMilliseconds(fields.Number());
        var id = fields.Number();
        var segment = new BodySegment(id, fields.Number());
        return new UploadedPart(number, etag, modified, new ObjectBody(Files, [segment]), fields.Checksum());
    }

    private MultipartUpload FindUpload(string key, string uploadId)
    {
        ThrowIfDeleted();
        return _uploads.TryGetValue(uploadId, out var upload) && upload.Key == key ? upload : throw S3Errors.NoSuchUpload(uploadId);
    }
}
