using System.Globalization;
using System.Security.Cryptography;
using System.Xml.Linq;
using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Objects;
using CloudIde.Emulator.S3.Storage;
using CloudIde.Emulator.S3.Xml;

namespace CloudIde.Emulator.S3.Multipart;

/// <summary>CompleteMultipartUpload.</summary>
internal sealed class UploadCompletion(ObjectWrites writes)
{
    private const long SmallestPart = 5 * 1024 * 1024;
    private const int MaxParts = 10_000;

    /// <summary>Makes an upload an object.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task CompleteAsync(S3Call call)
    {
        var bucket = call.Bucket;
        var uploadId = call.Query("uploadId") ?? "";
        var request = RequestXml.Parse(await ReceiveAsync(call), "CompleteMultipartUpload");
        var condition = ObjectWrites.ReadCondition(call);
        var entry = bucket.CompleteUpload(call.Key, uploadId, condition, upload => Assemble(call, upload, request));
        var location = $"{call.Http.Request.Scheme}://{call.Http.Request.Host}{call.Http.Request.Path}";
        await call.SendXmlAsync("CompleteMultipartUploadResult", xml =>
        {
            xml.Element("Location", location);
            xml.Element("Bucket", call.BucketName);
            xml.Element("Key", call.Key);
            xml.Element("ETag", entry.QuotedETag);
            if (entry.Checksum is { } checksum)
            {
                xml.Element(checksum.Algorithm.Element(), checksum.Value);
                xml.Element("ChecksumType", checksum.IsComposite ? "COMPOSITE" : "FULL_OBJECT");
            }
        });
    }

    /// <summary>
    /// The checksum headers of this request are the object's, not those of its own body, so the body is read without them.
    /// </summary>
    private static async Task<byte[]> ReceiveAsync(S3Call call)
    {
        using var body = await Protocol.RequestBody.ReadAsync(call.Http.Request, call.Aborted);
        return body.Memory.ToArray();
    }

    private (ObjectEntry Entry, HashSet<int> Used) Assemble(S3Call call, MultipartUpload upload, XElement request)
    {
        var parts = FindParts(upload, ReadParts(request, upload.Algorithm));
        for (var i = 0; i < parts.Length - 1; i++)
        {
            if (parts[i].Size < SmallestPart)
            {
                throw new S3Exception(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
                {
                    Details =
                    [
                        ("ETag", parts[i].ETag),
                        ("MinSizeAllowed", $"{SmallestPart}"),
                        ("PartNumber", $"{parts[i].Number}"),
                        ("ProposedSize", $"{parts[i].Size}"),
                    ],
                };
            }
        }

        var size = parts.Sum(part => part.Size);
        if (call.Header("x-amz-mp-object-size") is { } announced
            && (!long.TryParse(announced, NumberStyles.None, CultureInfo.InvariantCulture, out var expected) || expected != size))
        {
            throw S3Errors.InvalidRequest($"The provided 'x-amz-mp-object-size' header value {announced} does not match what was computed: {size}");
        }

        var checksum = Combine(upload, parts);
        CheckAnnounced(call, checksum);
        var entry = new ObjectEntry
        {
            Key = upload.Key,
            Size = size,
            ETag = CombineETags(parts),
            LastModified = writes.Now(),
            Body = new ObjectBody(call.Bucket.Files, [.. parts.Select(part => part.Body.Segments[0])]),
            Headers = upload.Headers,
            Metadata = upload.Metadata,
            Tags = upload.Tags,
            Checksum = checksum,
            StorageClass = upload.StorageClass,
            UploadId = upload.Id,
        };
        return (entry, [.. parts.Select(part => part.Number)]);
    }

    private static CompletedPart[] ReadParts(XElement request, ChecksumAlgorithm algorithm)
    {
        var parts = request.Children("Part").Select(part => new CompletedPart(
            int.TryParse(part.Text("PartNumber"), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw S3Errors.MalformedXml(),
            (part.Text("ETag") ?? throw S3Errors.MalformedXml()).Trim().Trim('"'),
            part.Text(algorithm.Element())?.Trim())).ToArray();
        return parts.Length is > 0 and <= MaxParts ? parts : throw S3Errors.MalformedXml();
    }

    private static UploadedPart[] FindParts(MultipartUpload upload, CompletedPart[] named)
    {
        var parts = new UploadedPart[named.Length];
        for (var i = 0; i < named.Length; i++)
        {
            if (i > 0 && named[i].Number <= named[i - 1].Number)
            {
                throw new S3Exception(400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.")
                {
                    Details = [("UploadId", upload.Id)],
                };
            }

            if (!upload.Parts.TryGetValue(named[i].Number, out var part)
                || part.ETag != named[i].ETag
                || (named[i].Checksum is { } checksum && checksum != part.Checksum?.Value))
            {
                throw new S3Exception(400, "InvalidPart",
                    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.")
                {
                    Details = [("UploadId", upload.Id), ("PartNumber", $"{named[i].Number}"), ("ETag", named[i].ETag)],
                };
            }

            parts[i] = part;
        }

        return parts;
    }

    private static string CombineETags(UploadedPart[] parts)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var part in parts)
        {
            md5.AppendData(Convert.FromHexString(part.ETag));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(md5.GetHashAndReset())}-{parts.Length}");
    }

    private static ObjectChecksum Combine(MultipartUpload upload, UploadedPart[] parts)
    {
        if (upload.IsComposite)
        {
            using var computer = new ChecksumComputer(upload.Algorithm);
            foreach (var part in parts)
            {
                computer.Append(Convert.FromBase64String(part.Checksum!.Value));
            }

            var value = string.Create(CultureInfo.InvariantCulture, $"{Convert.ToBase64String(computer.Finish())}-{parts.Length}");
            return new ObjectChecksum(upload.Algorithm, value, IsComposite: true);
        }

        var crc = upload.Algorithm.AsCrc()!;
        var whole = 0UL;
        foreach (var part in parts)
        {
            var sum = 0UL;
            foreach (var b in Convert.FromBase64String(part.Checksum!.Value))
            {
                sum = (sum << 8) | b;
            }

            whole = crc.Combine(whole, sum, part.Size);
        }

        return new ObjectChecksum(upload.Algorithm, Convert.ToBase64String(ChecksumComputer.ToBytes(crc, whole)), IsComposite: false);
    }

    private static void CheckAnnounced(S3Call call, ObjectChecksum checksum)
    {
        if (call.Header("x-amz-checksum-type") is { } type && type != (checksum.IsComposite ? "COMPOSITE" : "FULL_OBJECT"))
        {
            throw S3Errors.InvalidRequest("The x-amz-checksum-type of the completion must be that of the upload.");
        }

        if (call.Header(checksum.Algorithm.Header()) is not { } announced)
        {
            return;
        }

        // Of a composite checksum clients may leave out the number of parts.
        var dash = checksum.Value.IndexOf('-', StringComparison.Ordinal);
        if (announced != checksum.Value && !(dash > 0 && announced == checksum.Value[..dash]))
        {
            throw S3Errors.BadDigest(checksum.Algorithm.Name());
        }
    }
}
