using System.Globalization;

namespace CloudIde.Emulator.S3;

/// <content>What is done with objects.</content>
internal sealed partial class S3Service
{
    private static readonly (string Parameter, string Header)[] Overrides =
    [
        ("response-content-type", "Content-Type"), ("response-content-language", "Content-Language"),
        ("response-expires", "Expires"), ("response-cache-control", "Cache-Control"),
        ("response-content-disposition", "Content-Disposition"), ("response-content-encoding", "Content-Encoding"),
    ];

    private async Task PutObjectAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        var condition = WriteCondition.Read(request.Headers);
        var headers = ObjectHeaders.Read(request);
        var before = bucket.Find(request.Key);

        // Refused now, a client that waits for "100 Continue" does not send its body for nothing.
        condition.Check(request.Key, before, before is not null);
        var (body, md5, checksum) = await BodyReceiver.ReceiveAsync(request, bucket.Files, null);
        try
        {
            var entry = new ObjectEntry(body, md5, Now(), headers, checksum, null);
            await bucket.PutAsync(request.Key, entry, condition, before is not null);
        }
        catch
        {
            body.Drop(bucket.Files);
            throw;
        }

        var response = request.Context.Response;
        response.Headers.ETag = $"\"{md5}\"";
        WriteChecksum(response.Headers, checksum);
        response.ContentLength = 0;
    }

    private async Task GetObjectAsync(S3Request request)
    {
        var bucket = store.Find(request.Bucket);
        var entry = bucket.Acquire(request.Key);
        try
        {
            var notModified = ReadCondition.IsNotModified(request.Headers, entry);
            var response = request.Context.Response;
            WriteObjectHeaders(request, entry);
            if (notModified)
            {
                response.StatusCode = 304;
                return;
            }

            var range = ChooseRange(request, entry, response);
            if (range is { } part)
            {
                response.StatusCode = 206;
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture,
                    $"bytes {part.First}-{part.First + part.Length - 1}/{entry.Body.Length}");
            }
            else if (string.Equals(request.Header("x-amz-checksum-mode"), "ENABLED", StringComparison.OrdinalIgnoreCase))
            {
                WriteChecksum(response.Headers, entry.Checksum);
            }

            var sent = range ?? new ByteRange(0, entry.Body.Length);
            response.ContentLength = sent.Length;
            if (!HttpMethods.IsHead(request.Method))
            {
                await BodySender.SendAsync(entry.Body, bucket.Files, sent, response.BodyWriter, request.Context.RequestAborted);
            }
        }
        finally
        {
            entry.Body.Release();
        }
    }

    private async Task DeleteObjectAsync(S3Request request)
    {
        await store.Find(request.Bucket).DeleteAsync(request.Key, request.Header("If-Match"));
        request.Context.Response.StatusCode = 204;
    }

    private async Task CopyObjectAsync(S3Request request)
    {
        var (sourceBucket, sourceKey) = CopySource.Parse(request);
        var target = store.Find(request.Bucket);
        var condition = WriteCondition.Read(request.Headers);
        var replaces = request.Header("x-amz-metadata-directive") switch
        {
            null or "COPY" => false,
            "REPLACE" => true,
            var other => throw S3Exception.InvalidArgument("x-amz-metadata-directive", other, "Unknown metadata directive."),
        };
        if (!replaces && sourceBucket == request.Bucket && sourceKey == request.Key)
        {
            throw S3Exception.InvalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
        }

        var before = target.Find(request.Key);
        condition.Check(request.Key, before, before is not null);
        var source = store.Find(sourceBucket);
        var entry = source.Acquire(sourceKey);
        try
        {
            ReadCondition.CheckCopySource(request, entry);
            var algorithm = ExpectedDigests.Read(request).Algorithm ?? entry.Checksum?.Algorithm;
            using var sink = new BodySink(target.Files, algorithm, withSha256: false, entry.Body.Length);
            BodySender.Copy(entry.Body, source.Files, new ByteRange(0, entry.Body.Length), sink, request.Context.RequestAborted);
            var (md5, checksum, _) = sink.Finish();
            var copy = new ObjectEntry(
                sink.Keep(), md5, Now(), replaces ? ObjectHeaders.Read(request) : entry.Headers, checksum, null);
            try
            {
                await target.PutAsync(request.Key, copy, condition, before is not null);
            }
            catch
            {
                copy.Body.Drop(target.Files);
                throw;
            }

            await SendXmlAsync(request.Context, xml =>
            {
                xml.Start("CopyObjectResult", S3Xml.Namespace);
                xml.Element("LastModified", S3Xml.Time(copy.ModifiedAt));
                xml.Element("ETag", $"\"{copy.ETag}\"");
                S3Xml.Write(xml, copy.Checksum);
            });
        }
        finally
        {
            entry.Body.Release();
        }
    }

    private static void WriteObjectHeaders(S3Request request, ObjectEntry entry)
    {
        var headers = request.Context.Response.Headers;
        headers.ETag = $"\"{entry.ETag}\"";
        headers.LastModified = S3Xml.HeaderTime(entry.ModifiedAt);
        headers.AcceptRanges = "bytes";
        foreach (var (name, value) in entry.Headers)
        {
            headers[name] = value;
        }

        foreach (var (parameter, header) in Overrides)
        {
            if (request.Parameter(parameter) is not { Length: > 0 } value)
            {
                continue;
            }

            headers[header] = value.AsSpan().ContainsAnyInRange('\0', '\u001F')
                ? throw S3Exception.InvalidArgument(parameter, value, "Header value cannot be represented using ISO-8859-1.")
                : value;
        }
    }

    private static ByteRange? ChooseRange(S3Request request, ObjectEntry entry, HttpResponse response)
    {
        if (request.Parameter("partNumber") is not { } text)
        {
            return ByteRange.Parse(request.Header("Range"), entry.Body.Length);
        }

        var number = ReadPartNumber(text);
        var lengths = entry.PartLengths ?? [entry.Body.Length];
        if (number > lengths.Count)
        {
            throw new S3Exception(416, "InvalidPartNumber", "The requested partnumber is not satisfiable",
                ("ActualPartCount", lengths.Count.ToString(CultureInfo.InvariantCulture)));
        }

        if (entry.PartLengths is not null)
        {
            response.Headers["x-amz-mp-parts-count"] = lengths.Count.ToString(CultureInfo.InvariantCulture);
        }

        var length = lengths[number - 1];
        return length == 0 ? null : new ByteRange(lengths.Take(number - 1).Sum(), length);
    }

    private static void WriteChecksum(IHeaderDictionary headers, Checksum? checksum)
    {
        if (checksum is not null)
        {
            headers[checksum.HeaderName] = checksum.Value;
            headers["x-amz-checksum-type"] = checksum.TypeName;
        }
    }
}
