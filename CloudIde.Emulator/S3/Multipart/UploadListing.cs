using System.Globalization;
using CloudIde.Emulator.S3.Buckets;
using CloudIde.Emulator.S3.Checksums;
using CloudIde.Emulator.S3.Listing;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Multipart;

/// <summary>ListParts and ListMultipartUploads.</summary>
internal sealed class UploadListing
{
    private const int MaxItems = 1000;

    /// <summary>Lists an upload's parts.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task ListPartsAsync(S3Call call)
    {
        var maximum = Math.Min(call.Number("max-parts", MaxItems, 0, int.MaxValue), MaxItems);
        var marker = call.Number("part-number-marker", 0, 0, int.MaxValue);
        var uploadId = call.Query("uploadId") ?? "";
        var (upload, found) = call.Bucket.ReadUpload(call.Key, uploadId, upload =>
            (upload, upload.Parts.Values.Where(part => part.Number > marker).Take(maximum + 1).ToArray()));
        var page = found.Take(maximum).ToArray();
        return call.SendXmlAsync("ListPartsResult", xml =>
        {
            xml.Element("Bucket", call.BucketName);
            xml.Element("Key", call.Key);
            xml.Element("UploadId", uploadId);
            BucketOperations.WriteOwner(xml, "Initiator");
            BucketOperations.WriteOwner(xml, "Owner");
            xml.Element("StorageClass", upload.StorageClass);
            xml.Element("PartNumberMarker", marker);
            xml.Element("NextPartNumberMarker", page.Length > 0 ? page[^1].Number : marker);
            xml.Element("MaxParts", maximum);
            xml.Element("IsTruncated", found.Length > maximum && maximum > 0);
            if (upload.NamedAlgorithm)
            {
                xml.Element("ChecksumAlgorithm", upload.Algorithm.Name());
                xml.Element("ChecksumType", upload.IsComposite ? "COMPOSITE" : "FULL_OBJECT");
            }

            foreach (var part in page)
            {
                xml.Start("Part");
                xml.Element("PartNumber", part.Number);
                xml.Element("LastModified", S3Call.Timestamp(part.LastModified));
                xml.Element("ETag", $"\"{part.ETag}\"");
                xml.Element("Size", part.Size);
                if (upload.NamedAlgorithm && part.Checksum is { } checksum)
                {
                    xml.Element(checksum.Algorithm.Element(), checksum.Value);
                }

                xml.End();
            }
        });
    }

    /// <summary>Lists the uploads of a bucket.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task ListUploadsAsync(S3Call call)
    {
        var prefix = call.Query("prefix") ?? "";
        var delimiter = call.Query("delimiter") ?? "";
        var keyMarker = call.Query("key-marker") ?? "";
        var idMarker = keyMarker.Length > 0 ? call.Query("upload-id-marker") ?? "" : "";
        var maximum = Math.Min(call.Number("max-uploads", MaxItems, 0, int.MaxValue), MaxItems);
        var isEncoded = ListingOperations.ReadEncoding(call);
        var uploads = new List<MultipartUpload>();
        var prefixes = new List<string>();
        var last = (Key: "", Id: "");
        var isTruncated = false;
        foreach (var upload in call.Bucket.ListUploads())
        {
            if (!upload.Key.StartsWith(prefix, StringComparison.Ordinal) || !IsBehind(upload, keyMarker, idMarker))
            {
                continue;
            }

            var end = delimiter.Length == 0 ? -1 : upload.Key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            var common = end < 0 ? null : upload.Key[..(end + delimiter.Length)];
            if (common is not null && (common == keyMarker || (prefixes.Count > 0 && prefixes[^1] == common)))
            {
                continue;
            }

            if (uploads.Count + prefixes.Count == maximum)
            {
                isTruncated = maximum > 0;
                break;
            }

            if (common is null)
            {
                uploads.Add(upload);
                last = (upload.Key, upload.Id);
            }
            else
            {
                prefixes.Add(common);
                last = (common, "");
            }
        }

        var encode = isEncoded ? (Func<string, string>)ListingOperations.EncodeUrl : static text => text;
        return call.SendXmlAsync("ListMultipartUploadsResult", xml =>
        {
            xml.Element("Bucket", call.BucketName);
            xml.Element("KeyMarker", encode(keyMarker));
            xml.Element("UploadIdMarker", idMarker);
            xml.Element("NextKeyMarker", isTruncated ? encode(last.Key) : null);
            xml.Element("NextUploadIdMarker", isTruncated ? last.Id : null);
            xml.Element("Prefix", encode(prefix));
            xml.Element("Delimiter", delimiter.Length > 0 ? encode(delimiter) : null);
            xml.Element("EncodingType", isEncoded ? "url" : null);
            xml.Element("MaxUploads", maximum.ToString(CultureInfo.InvariantCulture));
            xml.Element("IsTruncated", isTruncated);
            foreach (var upload in uploads)
            {
                xml.Start("Upload");
                xml.Element("Key", encode(upload.Key));
                xml.Element("UploadId", upload.Id);
                BucketOperations.WriteOwner(xml, "Initiator");
                BucketOperations.WriteOwner(xml, "Owner");
                xml.Element("StorageClass", upload.StorageClass);
                xml.Element("Initiated", S3Call.Timestamp(upload.Initiated));
                xml.End();
            }

            foreach (var common in prefixes)
            {
                xml.Start("CommonPrefixes");
                xml.Element("Prefix", encode(common));
                xml.End();
            }
        });
    }

    private static bool IsBehind(MultipartUpload upload, string keyMarker, string idMarker)
    {
        var order = KeyOrder.Compare(upload.Key, keyMarker);
        return order > 0 || (order == 0 && idMarker.Length > 0 && string.CompareOrdinal(upload.Id, idMarker) > 0);
    }
}
