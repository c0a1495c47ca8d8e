using System.Globalization;
using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Objects;

/// <summary>GetObject, HeadObject and GetObjectAttributes.</summary>
internal sealed class ObjectReads
{
    private const int FlushBytes = 128 * 1024;

    /// <summary>Parameters with which an address overrides what the object says of itself.</summary>
    private static readonly (string Parameter, string Header)[] Overrides =
    [
        ("response-content-type", "Content-Type"),
        ("response-content-language", "Content-Language"),
        ("response-expires", "Expires"),
        ("response-cache-control", "Cache-Control"),
        ("response-content-disposition", "Content-Disposition"),
        ("response-content-encoding", "Content-Encoding"),
    ];

    private static readonly string[] AttributeNames = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

    /// <summary>Answers a GET or a HEAD.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task ReadAsync(S3Call call)
    {
        call.RefuseVersion();
        if (!call.Bucket.TryAcquire(call.Key, out var entry))
        {
            throw S3Errors.NoSuchKey(call.Key);
        }

        var body = entry.Body;
        try
        {
            if (ReadConditions.IsNotModified(call, entry))
            {
                call.ResponseHeaders.ETag = entry.QuotedETag;
                call.ResponseHeaders.LastModified = entry.LastModified.ToString("R", CultureInfo.InvariantCulture);
                await call.SendAsync(304);
                return;
            }

            var range = FindRange(call, entry, out var isPartial);
            ObjectHeaders.Write(call, entry);
            if (string.Equals(call.Header("x-amz-checksum-mode"), "ENABLED", StringComparison.OrdinalIgnoreCase)
                && (!isPartial || range.Length == entry.Size))
            {
                ObjectHeaders.WriteChecksum(call, entry.Checksum);
            }

            Override(call);
            call.Http.Response.StatusCode = isPartial ? 206 : 200;
            call.Http.Response.ContentLength = range.Length;
            if (isPartial && range.Length > 0)
            {
                call.ResponseHeaders.ContentRange =
                    string.Create(CultureInfo.InvariantCulture, $"bytes {range.Start}-{range.Start + range.Length - 1}/{entry.Size}");
            }

            if (HttpMethods.IsHead(call.Http.Request.Method) || range.Length == 0)
            {
                return;
            }

            // The stream takes over the reference.
            using var stream = new BodyStream(body, range.Start, range.Length);
            body = null;
            await SendAsync(call, stream, range.Length);
        }
        finally
        {
            body?.Release();
        }
    }

    /// <summary>Answers GetObjectAttributes.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task AttributesAsync(S3Call call)
    {
        call.RefuseVersion();
        var entry = call.Bucket.Find(call.Key) ?? throw S3Errors.NoSuchKey(call.Key);
        var wanted = call.Http.Request.Headers["x-amz-object-attributes"].ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0 || Array.Exists(wanted, name => !AttributeNames.Contains(name, StringComparer.Ordinal)))
        {
            throw S3Errors.InvalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", string.Join(",", wanted));
        }

        call.ResponseHeaders.LastModified = entry.LastModified.ToString("R", CultureInfo.InvariantCulture);
        await call.SendXmlAsync("GetObjectAttributesResponse", xml =>
        {
            if (wanted.Contains("ETag", StringComparer.Ordinal))
            {
                xml.Element("ETag", entry.ETag);
            }

            if (wanted.Contains("Checksum", StringComparer.Ordinal) && entry.Checksum is { } checksum)
            {
                xml.Start("Checksum");
                xml.Element(checksum.Algorithm.Element(), checksum.Value);
                xml.Element("ChecksumType", checksum.IsComposite ? "COMPOSITE" : "FULL_OBJECT");
                xml.End();
            }

            if (wanted.Contains("ObjectParts", StringComparer.Ordinal) && entry.UploadId is not null)
            {
                xml.Start("ObjectParts");
                xml.Element("PartsCount", entry.Body.Segments.Length);
                xml.End();
            }

            if (wanted.Contains("StorageClass", StringComparer.Ordinal))
            {
                xml.Element("StorageClass", entry.StorageClass);
            }

            if (wanted.Contains("ObjectSize", StringComparer.Ordinal))
            {
                xml.Element("ObjectSize", entry.Size);
            }
        });
    }

    private static ByteRange FindRange(S3Call call, ObjectEntry entry, out bool isPartial)
    {
        var header = call.Header("Range");
        if (call.Query("partNumber") is null)
        {
            ByteRange? range;
            try
            {
                range = ByteRange.Parse(header, entry.Size);
            }
            catch (S3Exception)
            {
                call.ResponseHeaders.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{entry.Size}");
                throw;
            }

            isPartial = range is not null;
            return range ?? new ByteRange(0, entry.Size);
        }

        if (header is not null)
        {
            throw S3Errors.InvalidRequest("Cannot specify both Range header and partNumber query parameter");
        }

        isPartial = true;
        var segments = entry.Body.Segments;
        var number = call.Number("partNumber", 1, 1, 10_000);
        if (number > segments.Length)
        {
            throw new S3Exception(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
        }

        if (entry.UploadId is not null)
        {
            call.ResponseHeaders["x-amz-mp-parts-count"] = segments.Length.ToString(CultureInfo.InvariantCulture);
        }

        return new ByteRange(segments.Take(number - 1).Sum(segment => segment.Length), segments[number - 1].Length);
    }

    private static void Override(S3Call call)
    {
        if (!call.Http.Request.QueryString.HasValue)
        {
            return;
        }

        foreach (var (parameter, header) in Overrides)
        {
            if (call.Query(parameter) is not { } value)
            {
                continue;
            }

            // The server refuses such a header halfway through the answer; line breaks would forge others.
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw S3Errors.InvalidArgument("Header value cannot be represented using ISO-8859-1.", parameter, value);
            }

            call.ResponseHeaders[header] = value;
        }
    }

    private static async Task SendAsync(S3Call call, BodyStream stream, long length)
    {
        // Straight from the file into the connection's own buffer.
        var writer = call.Http.Response.BodyWriter;
        long unflushed = 0;
        while (length > 0)
        {
            var memory = writer.GetMemory((int)Math.Min(length, FlushBytes));
            var read = stream.Read(memory.Span[..(int)Math.Min(memory.Length, length)]);
            writer.Advance(read);
            length -= read;
            unflushed += read;
            if (unflushed >= FlushBytes || length == 0)
            {
                var result = await writer.FlushAsync(call.Aborted);
                if (result.IsCompleted)
                {
                    return;
                }

                unflushed = 0;
            }
        }
    }
}
