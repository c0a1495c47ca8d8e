using CloudIde.Emulator.Protocol;
using CloudIde.Emulator.S3.Buckets;
using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Listing;

/// <summary>ListObjectsV2 and ListObjects.</summary>
internal sealed class ListingOperations
{
    private const int MaxKeys = 1000;

    /// <summary>Lists a bucket.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task ListAsync(S3Call call)
    {
        var bucket = call.Bucket;
        var isSecond = call.Query("list-type") switch
        {
            null => false,
            "2" => true,
            var other => throw S3Errors.InvalidArgument("Invalid List Type specified in Request", "list-type", other),
        };
        var prefix = call.Query("prefix") ?? "";
        var delimiter = call.Query("delimiter") ?? "";
        var asked = call.Number("max-keys", MaxKeys, 0, int.MaxValue);
        var isEncoded = ReadEncoding(call);
        var start = isSecond ? StartOfSecond(call) : StartOfFirst(call, prefix, delimiter);
        var page = bucket.List(index => ObjectPage.List(index, prefix, delimiter, start, Math.Min(asked, MaxKeys)));
        var encode = isEncoded ? (Func<string, string>)EncodeUrl : static text => text;
        var withOwner = !isSecond || string.Equals(call.Query("fetch-owner"), "true", StringComparison.OrdinalIgnoreCase);

        return call.SendXmlAsync("ListBucketResult", xml =>
        {
            xml.Element("Name", call.BucketName);
            xml.Element("Prefix", encode(prefix));
            if (isSecond)
            {
                xml.Element("KeyCount", page.Entries.Count + page.Prefixes.Count);
                xml.Element("ContinuationToken", call.Query("continuation-token"));
                xml.Element("StartAfter", call.Query("start-after") is { } after ? encode(after) : null);
                xml.Element("NextContinuationToken", page.Next?.ToString());
            }
            else
            {
                xml.Element("Marker", encode(call.Query("marker") ?? ""));
                xml.Element("NextMarker", page.Next is { } next && delimiter.Length > 0 ? encode(next.Bound) : null);
            }

            xml.Element("MaxKeys", Math.Min(asked, MaxKeys));
            xml.Element("Delimiter", delimiter.Length > 0 ? encode(delimiter) : null);
            xml.Element("EncodingType", isEncoded ? "url" : null);
            xml.Element("IsTruncated", page.Next is not null);
            foreach (var entry in page.Entries)
            {
                WriteEntry(xml, entry, encode, withOwner);
            }

            foreach (var common in page.Prefixes)
            {
                xml.Start("CommonPrefixes");
                xml.Element("Prefix", encode(common));
                xml.End();
            }
        });
    }

    /// <summary>Reads <c>encoding-type</c>.</summary>
    /// <param name="call">The request.</param>
    /// <returns>Whether keys are to be percent-encoded.</returns>
    public static bool ReadEncoding(S3Call call) => call.Query("encoding-type") switch
    {
        null or "" => false,
        "url" => true,
        var other => throw S3Errors.InvalidArgument("Invalid Encoding Method specified in Request", "encoding-type", other),
    };

    /// <summary>Encodes a key as listings do: slashes stay.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The encoded key.</returns>
    public static string EncodeUrl(string key) => Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal);

    private static void WriteEntry(XmlOutput xml, ObjectEntry entry, Func<string, string> encode, bool withOwner)
    {
        xml.Start("Contents");
        xml.Element("Key", encode(entry.Key));
        xml.Element("LastModified", S3Call.Timestamp(entry.LastModified));
        xml.Element("ETag", entry.QuotedETag);
        if (entry.Checksum is { } checksum)
        {
            xml.Element("ChecksumAlgorithm", checksum.Algorithm.Name());
            xml.Element("ChecksumType", checksum.IsComposite ? "COMPOSITE" : "FULL_OBJECT");
        }

        xml.Element("Size", entry.Size);
        if (withOwner)
        {
            BucketOperations.WriteOwner(xml, "Owner");
        }

        xml.Element("StorageClass", entry.StorageClass);
        xml.End();
    }

    private static ListingToken? StartOfSecond(S3Call call)
    {
        if (call.Query("continuation-token") is { } token)
        {
            return ListingToken.Parse(token);
        }

        return call.Query("start-after") is { Length: > 0 } after ? new ListingToken(after, SeekMode.After) : null;
    }

    /// <summary>A marker may be the common prefix that ended the page before, whose keys are then done.</summary>
    private static ListingToken? StartOfFirst(S3Call call, string prefix, string delimiter)
    {
        if (call.Query("marker") is not { Length: > 0 } marker)
        {
            return null;
        }

        var isPrefix = delimiter.Length > 0
            && marker.StartsWith(prefix, StringComparison.Ordinal)
            && marker.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) is >= 0 and var at
            && at + delimiter.Length == marker.Length;
        return new ListingToken(marker, isPrefix ? SeekMode.AfterPrefix : SeekMode.After);
    }
}
