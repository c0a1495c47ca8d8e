using System.Globalization;
using System.Xml.Linq;

namespace CloudIde.Emulator.S3;

/// <content>Multipart uploads.</content>
internal sealed partial class S3Service
{
    private const int MaxPartNumber = 10_000;

    private static int ReadPartNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MaxPartNumber
            ? number
            : throw S3Exception.InvalidArgument("partNumber", text ?? "",
                "Part number must be an integer between 1 and 10000, inclusive");

    private async Task CreateMultipartUploadAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        var algorithm = ExpectedDigests.Read(request).Algorithm;
        var isComposite = ReadChecksumType(request, algorithm);
        var upload = new MultipartUpload(
            string.Create(CultureInfo.InvariantCulture,
                $"{options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds():x12}{Guid.NewGuid():N}{Guid.NewGuid():N}"),
            request.Key, Now(), ObjectHeaders.Read(request), algorithm, isComposite);
        await bucket.StartUploadAsync(upload);
        if (algorithm is { } chosen)
        {
            request.Context.Response.Headers["x-amz-checksum-algorithm"] = Checksum.NameOf(chosen);
            request.Context.Response.Headers["x-amz-checksum-type"] = isComposite ? "COMPOSITE" : "FULL_OBJECT";
        }

        await SendXmlAsync(request.Context, xml =>
        {
            xml.Start("InitiateMultipartUploadResult", S3Xml.Namespace);
            xml.Element("Bucket", request.Bucket);
            xml.Element("Key", request.Key);
            xml.Element("UploadId", upload.Id);
        });
    }

    private static bool ReadChecksumType(S3Request request, ChecksumAlgorithm? algorithm)
    {
        var isDigest = algorithm is ChecksumAlgorithm.Sha1 or ChecksumAlgorithm.Sha256;
        return request.Header("x-amz-checksum-type") switch
        {
            null => algorithm != ChecksumAlgorithm.Crc64Nvme,
            "COMPOSITE" when algorithm != ChecksumAlgorithm.Crc64Nvme => true,
            "FULL_OBJECT" when !isDigest => false,
            var type => throw S3Exception.InvalidRequest(
                $"The {type} checksum type cannot be used with the {(algorithm is { } own ? Checksum.NameOf(own) : "null")} checksum algorithm."),
        };
    }

    private async Task UploadPartAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        var uploadId = request.Parameter("uploadId")!;
        var number = ReadPartNumber(request.Parameter("partNumber"));
        var upload = bucket.FindUpload(uploadId, request.Key);
        var isCopy = request.Header("x-amz-copy-source") is not null;
        var (body, md5, checksum) = isCopy
            ? CopyPart(request, bucket, upload)
            : await BodyReceiver.ReceiveAsync(request, bucket.Files, upload.Algorithm);
        var part = new UploadPart(body, md5, Now(), checksum);
        try
        {
            if (checksum is not null && upload.Algorithm is { } algorithm && algorithm != checksum.Algorithm)
            {
                throw S3Exception.InvalidRequest(
                    $"Checksum Type mismatch occurred, expected checksum Type: {Checksum.NameOf(algorithm).ToLowerInvariant()}, actual checksum Type: {Checksum.NameOf(checksum.Algorithm).ToLowerInvariant()}");
            }

            await bucket.PutPartAsync(uploadId, request.Key, number, part);
        }
        catch
        {
            body.Drop(bucket.Files);
            throw;
        }

        if (isCopy)
        {
            await SendXmlAsync(request.Context, xml =>
            {
                xml.Start("CopyPartResult", S3Xml.Namespace);
                xml.Element("LastModified", S3Xml.Time(part.ModifiedAt));
                xml.Element("ETag", $"\"{md5}\"");
                if (checksum is not null)
                {
                    xml.Element(checksum.ElementName, checksum.Value);
                }
            });
            return;
        }

        var response = request.Context.Response;
        response.Headers.ETag = $"\"{md5}\"";
        if (checksum is not null)
        {
            response.Headers[checksum.HeaderName] = checksum.Value;
        }

        response.ContentLength = 0;
    }

    private (ObjectBody Body, string Md5, Checksum? Checksum) CopyPart(S3Request request, Bucket target, MultipartUpload upload)
    {
        var (sourceBucket, sourceKey) = CopySource.Parse(request);
        var source = store.Find(sourceBucket);
        var entry = source.Acquire(sourceKey);
        try
        {
            ReadCondition.CheckCopySource(request, entry);
            var header = request.Header("x-amz-copy-source-range");
            var range = ByteRange.Parse(header, entry.Body.Length);
            if (header is not null && range is null)
            {
                throw S3Exception.InvalidArgument("x-amz-copy-source-range", header,
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy");
            }

            var part = range ?? new ByteRange(0, entry.Body.Length);
            using var sink = new BodySink(target.Files, upload.Algorithm, withSha256: false, part.Length);
            BodySender.Copy(entry.Body, source.Files, part, sink, request.Context.RequestAborted);
            var (md5, checksum, _) = sink.Finish();
            return (sink.Keep(), md5, checksum);
        }
        finally
        {
            entry.Body.Release();
        }
    }

    private async Task CompleteMultipartUploadAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        var uploadId = request.Parameter("uploadId")!;
        bucket.FindUpload(uploadId, request.Key);
        var expected = ExpectedDigests.ReadChecksum(request);
        XElement root;
        using (var body = await Protocol.RequestBody.ReadAsync(request.Context.Request, request.Context.RequestAborted))
        {
            // Its checksum header is the object's, not this document's.
            root = XmlInput.Parse(body.Memory);
        }

        XElement[] elements = [.. XmlInput.Children(root, "Part")];
        if (elements.Length is 0 or > MaxPartNumber)
        {
            throw S3Exception.MalformedXml();
        }

        var entry = await bucket.CompleteUploadAsync(
            uploadId, request.Key, [.. elements.Select(ReadPart)], expected, WriteCondition.Read(request.Headers), Now());
        await SendXmlAsync(request.Context, xml =>
        {
            xml.Start("CompleteMultipartUploadResult", S3Xml.Namespace);
            xml.Element("Location", $"{request.Context.Request.Scheme}://{request.Context.Request.Host}/{request.Bucket}/{S3Xml.Key(request.Key, true)}");
            xml.Element("Bucket", request.Bucket);
            xml.Element("Key", request.Key);
            xml.Element("ETag", $"\"{entry.ETag}\"");
            S3Xml.Write(xml, entry.Checksum);
        });
    }

    private static CompletedPart ReadPart(XElement element)
    {
        Checksum? checksum = null;
        foreach (var child in element.Elements())
        {
            if (child.Name.LocalName.StartsWith("Checksum", StringComparison.Ordinal)
                && Checksum.Parse(child.Name.LocalName["Checksum".Length..]) is { } algorithm)
            {
                checksum = new Checksum(algorithm, child.Value);
            }
        }

        return new CompletedPart(
            XmlInput.Number(element, "PartNumber"),
            XmlInput.Text(element, "ETag") is { Length: > 0 } etag ? etag : throw S3Exception.MalformedXml(),
            checksum);
    }

    private async Task AbortMultipartUploadAsync(S3Request request)
    {
        await store.Find(request.Bucket).AbortUploadAsync(request.Parameter("uploadId")!, request.Key);
        request.Context.Response.StatusCode = 204;
    }

    private Task ListPartsAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        var upload = bucket.FindUpload(request.Parameter("uploadId")!, request.Key);
        var max = ReadMax(request, "max-parts");
        var encode = EncodesKeys(request);
        var marker = request.Parameter("part-number-marker") is { Length: > 0 } text
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw S3Exception.InvalidArgument("part-number-marker", text, "Provided part-number-marker not an integer or within integer range")
            : 0;
        KeyValuePair<int, UploadPart>[] rest = [.. bucket.ListParts(upload).Where(part => part.Key > marker)];
        var page = rest.AsMemory(0, Math.Min(max, rest.Length));
        return SendXmlAsync(request.Context, xml =>
        {
            xml.Start("ListPartsResult", S3Xml.Namespace);
            xml.Element("Bucket", request.Bucket);
            xml.Element("Key", S3Xml.Key(request.Key, encode));
            xml.Element("UploadId", upload.Id);
            S3Xml.WriteOwner(xml, "Initiator", options.AccountId);
            S3Xml.WriteOwner(xml, "Owner", options.AccountId);
            xml.Element("StorageClass", "STANDARD");
            if (upload.Algorithm is { } algorithm)
            {
                xml.Element("ChecksumAlgorithm", Checksum.NameOf(algorithm));
                xml.Element("ChecksumType", upload.IsComposite ? "COMPOSITE" : "FULL_OBJECT");
            }

            xml.Element("PartNumberMarker", marker);
            xml.Element("NextPartNumberMarker", page.IsEmpty ? marker : page.Span[^1].Key);
            xml.Element("MaxParts", max);
            xml.Element("IsTruncated", rest.Length > page.Length);
            foreach (var (partNumber, part) in page.Span)
            {
                xml.Start("Part");
                xml.Element("PartNumber", partNumber);
                xml.Element("LastModified", S3Xml.Time(part.ModifiedAt));
                xml.Element("ETag", $"\"{part.ETag}\"");
                if (part.Checksum is { } checksum)
                {
                    xml.Element(checksum.ElementName, checksum.Value);
                }

                xml.Element("Size", part.Body.Length);
                xml.End();
            }
        });
    }

    private Task ListMultipartUploadsAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        var prefix = request.Parameter("prefix") ?? "";
        var delimiter = request.Parameter("delimiter") ?? "";
        var keyMarker = request.Parameter("key-marker") ?? "";
        var idMarker = request.Parameter("upload-id-marker") ?? "";
        var encode = EncodesKeys(request);
        var max = ReadMax(request, "max-uploads");
        var uploads = bucket.ListUploads()
            .Where(upload => upload.Key.StartsWith(prefix, StringComparison.Ordinal))
            .SkipWhile(upload => keyMarker.Length > 0 && !IsBehind(upload, keyMarker, idMarker));
        var page = new List<MultipartUpload>();
        var prefixes = new SortedSet<string>(StringComparer.Ordinal);
        var truncated = false;
        foreach (var upload in uploads)
        {
            var at = delimiter.Length == 0 ? -1 : upload.Key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            var common = at < 0 ? null : upload.Key[..(at + delimiter.Length)];
            if (common is not null && prefixes.Contains(common))
            {
                continue;
            }

            if (page.Count + prefixes.Count >= max)
            {
                truncated = true;
                break;
            }

            if (common is null)
            {
                page.Add(upload);
            }
            else
            {
                prefixes.Add(common);
            }
        }

        return SendXmlAsync(request.Context, xml =>
        {
            xml.Start("ListMultipartUploadsResult", S3Xml.Namespace);
            xml.Element("Bucket", bucket.Name);
            xml.Element("KeyMarker", S3Xml.Key(keyMarker, encode));
            xml.Element("UploadIdMarker", idMarker);
            if (truncated && page.Count > 0)
            {
                xml.Element("NextKeyMarker", S3Xml.Key(page[^1].Key, encode));
                xml.Element("NextUploadIdMarker", page[^1].Id);
            }

            xml.Element("Prefix", S3Xml.Key(prefix, encode));
            xml.Element("Delimiter", delimiter.Length == 0 ? null : S3Xml.Key(delimiter, encode));
            xml.Element("EncodingType", encode ? "url" : null);
            xml.Element("MaxUploads", max);
            xml.Element("IsTruncated", truncated);
            foreach (var upload in page)
            {
                xml.Start("Upload");
                xml.Element("Key", S3Xml.Key(upload.Key, encode));
                xml.Element("UploadId", upload.Id);
                S3Xml.WriteOwner(xml, "Initiator", options.AccountId);
                S3Xml.WriteOwner(xml, "Owner", options.AccountId);
                xml.Element("StorageClass", "STANDARD");
                xml.Element("Initiated", S3Xml.Time(upload.StartedAt));
                xml.End();
            }

            foreach (var common in prefixes)
            {
                xml.Start("CommonPrefixes");
                xml.Element("Prefix", S3Xml.Key(common, encode));
                xml.End();
            }
        });
    }

    /// <summary>Whether an upload comes behind a marker. With an id, the marker is that very upload and not its whole key.</summary>
    private static bool IsBehind(MultipartUpload upload, string keyMarker, string idMarker)
    {
        var order = SortedKeys.Compare(upload.Key, keyMarker);
        return order > 0 || (order == 0 && idMarker.Length > 0 && string.CompareOrdinal(upload.Id, idMarker) > 0);
    }
}
