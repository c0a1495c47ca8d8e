using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace CloudIde.Emulator.S3;

/// <content>Multipart uploads.</content>
internal sealed partial class Bucket
{
    /// <summary>The smallest part but the last, in bytes.</summary>
    private const long MinPartBytes = 5 * 1024 * 1024;

    /// <summary>All uploads in progress, by key and then by id, which begins with the time.</summary>
    /// <returns>The uploads.</returns>
    public MultipartUpload[] ListUploads()
    {
        lock (_lock)
        {
            return
            [
                .. _uploads.Values
                    .Order(Comparer<MultipartUpload>.Create((a, b) => SortedKeys.Compare(a.Key, b.Key)))
                    .ThenBy(upload => upload.Id, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>Finds an upload.</summary>
    /// <param name="uploadId">Its id.</param>
    /// <param name="key">The key it must be for.</param>
    /// <returns>The upload.</returns>
    public MultipartUpload FindUpload(string uploadId, string key)
    {
        lock (_lock)
        {
            return FindUploadLocked(uploadId, key);
        }
    }

    /// <summary>The parts of an upload.</summary>
    /// <param name="upload">The upload.</param>
    /// <returns>The parts by number.</returns>
    public KeyValuePair<int, UploadPart>[] ListParts(MultipartUpload upload)
    {
        lock (_lock)
        {
            return [.. upload.Parts];
        }
    }

    /// <summary>Starts an upload.</summary>
    /// <param name="upload">The upload.</param>
    /// <returns>A task that ends when it is durable.</returns>
    public ValueTask StartUploadAsync(MultipartUpload upload)
    {
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            _uploads.Add(upload.Id, upload);
            ticket = _log.Append(static (writer, item) => WriteUpload(writer, item), upload);
        }

        return _log.CommitAsync(ticket);
    }

    /// <summary>Adds or replaces a part.</summary>
    /// <param name="uploadId">The upload.</param>
    /// <param name="key">The key it must be for.</param>
    /// <param name="number">The part's number.</param>
    /// <param name="part">The part, whose file is complete.</param>
    /// <returns>A task that ends when it is durable.</returns>
    public async ValueTask PutPartAsync(string uploadId, string key, int number, UploadPart part)
    {
        UploadPart? replaced;
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            var upload = FindUploadLocked(uploadId, key);
            replaced = upload.Parts.GetValueOrDefault(number);
            upload.Parts[number] = part;
            ticket = _log.Append(static (writer, item) => WritePart(writer, item.uploadId, item.number, item.part), (uploadId, number, part));
            CompactIfWorthIt();
        }

        await _log.CommitAsync(ticket);
        replaced?.Body.Drop(Files);
    }

    /// <summary>Gives an upload up, with its parts.</summary>
    /// <param name="uploadId">The upload.</param>
    /// <param name="key">The key it must be for.</param>
    /// <returns>A task that ends when it is durable.</returns>
    public async ValueTask AbortUploadAsync(string uploadId, string key)
    {
        MultipartUpload upload;
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            upload = FindUploadLocked(uploadId, key);
            _uploads.Remove(uploadId);
            ticket = _log.Append(static (writer, id) => WriteUploadEnd(writer, id), uploadId);
        }

        await _log.CommitAsync(ticket);
        foreach (var part in upload.Parts.Values)
        {
            part.Body.Drop(Files);
        }
    }

    /// <summary>Makes an object of an upload's parts, whose files it takes over.</summary>
    /// <param name="uploadId">The upload.</param>
    /// <param name="key">The key it must be for.</param>
    /// <param name="listed">The parts as the client lists them: number, ETag and checksum.</param>
    /// <param name="expected">The object's checksum as the client knows it.</param>
    /// <param name="condition">What must hold at this moment.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>The object, durable.</returns>
    public async ValueTask<ObjectEntry> CompleteUploadAsync(
        string uploadId,
        string key,
        IReadOnlyList<CompletedPart> listed,
        Checksum? expected,
        WriteCondition condition,
        long now)
    {
        ObjectEntry entry;
        ObjectEntry? replaced;
        UploadPart[] unused;
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            var upload = FindUploadLocked(uploadId, key);
            var parts = ChooseParts(upload, listed);
            entry = Assemble(upload, parts, now);
            if (expected is not null && entry.Checksum is { } own && own.Algorithm == expected.Algorithm
                && !SameChecksum(expected.Value, own.Value))
            {
                throw S3Exception.BadDigest(Checksum.NameOf(own.Algorithm));
            }

            replaced = _objects.GetValueOrDefault(key);
            condition.Check(key, replaced, replaced is not null);
            _uploads.Remove(uploadId);
            Set(key, entry);
            ticket = _log.Append(
                static (writer, item) => WriteObject(writer, item.key, item.entry, item.uploadId), (key, entry, uploadId));
            unused = [.. upload.Parts.Values.Except(parts)];
            CompactIfWorthIt();
        }

        await _log.CommitAsync(ticket);
        replaced?.Body.Drop(Files);
        foreach (var part in unused)
        {
            part.Body.Drop(Files);
        }

        return entry;
    }

    private static UploadPart[] ChooseParts(MultipartUpload upload, IReadOnlyList<CompletedPart> listed)
    {
        var parts = new UploadPart[listed.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var (number, etag, checksum) = listed[i];
            if (i > 0 && number <= listed[i - 1].Number)
            {
                throw new S3Exception(400, "InvalidPartOrder",
                    "The list of parts was not in ascending order. The parts list must be specified in order by part number.");
            }

            if (!upload.Parts.TryGetValue(number, out var part)
                || !ETags.Matches(etag, part.ETag) || etag == "*"
                || (checksum is not null && part.Checksum is { } own && own.Algorithm == checksum.Algorithm && own.Value != checksum.Value))
            {
                throw new S3Exception(400, "InvalidPart",
                    "One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part's entity tag.",
                    ("UploadId", upload.Id), ("PartNumber", number.ToString(CultureInfo.InvariantCulture)));
            }

            if (i < parts.Length - 1 && part.Body.Length < MinPartBytes)
            {
                throw new S3Exception(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size",
                    ("ProposedSize", part.Body.Length.ToString(CultureInfo.InvariantCulture)),
                    ("MinSizeAllowed", MinPartBytes.ToString(CultureInfo.InvariantCulture)),
                    ("PartNumber", number.ToString(CultureInfo.InvariantCulture)),
                    ("ETag", part.ETag));
            }

            parts[i] = part;
        }

        return parts;
    }

    [SuppressMessage("Security", "CA5351", Justification = "S3's ETags are MD5.")]
    private static ObjectEntry Assemble(MultipartUpload upload, UploadPart[] parts, long now)
    {
        var digests = parts.SelectMany(part => Convert.FromHexString(part.ETag)).ToArray();
        var etag = string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(MD5.HashData(digests))}-{parts.Length}");
        return new ObjectEntry(
            new ObjectBody([.. parts.SelectMany(part => part.Body.Segments)]),
            etag,
            now,
            upload.Headers,
            CombineChecksums(upload, parts),
            [.. parts.Select(part => part.Body.Length)]);
    }

    private static Checksum? CombineChecksums(MultipartUpload upload, UploadPart[] parts)
    {
        if (upload.Algorithm is not { } algorithm || Array.Exists(parts, part => part.Checksum?.Algorithm != algorithm))
        {
            return null;
        }

        if (upload.IsComposite)
        {
            var all = parts.SelectMany(part => Convert.FromBase64String(part.Checksum!.Value)).ToArray();
            return new Checksum(
                algorithm,
                string.Create(CultureInfo.InvariantCulture, $"{ChecksumHash.Compute(algorithm, all)}-{parts.Length}"),
                IsComposite: true);
        }

        var crc = Crc.Of(algorithm);
        ulong combined = 0;
        foreach (var part in parts)
        {
            ulong own = 0;
            foreach (var value in Convert.FromBase64String(part.Checksum!.Value))
            {
                own = (own << 8) | value;
            }

            combined = crc.Combine(combined, own, part.Body.Length);
        }

        return new Checksum(algorithm, ChecksumHash.Encode(algorithm, combined));
    }

    /// <summary>Clients give a composite checksum with or without the number of parts.</summary>
    private static bool SameChecksum(string expected, string own) =>
        expected == own || (own.StartsWith(expected, StringComparison.Ordinal) && own[expected.Length] == '-');

    private MultipartUpload FindUploadLocked(string uploadId, string key) =>
        _uploads.TryGetValue(uploadId, out var upload) && upload.Key == key ? upload : throw S3Exception.NoSuchUpload(uploadId);
}
