using CloudIde.Emulator.S3.Payloads;
using CloudIde.Emulator.S3.Storage;
using CloudIde.Emulator.S3.Xml;

namespace CloudIde.Emulator.S3.Objects;

/// <summary>DeleteObject and DeleteObjects.</summary>
internal sealed class ObjectDeletes
{
    private const int MaxKeys = 1000;

    /// <summary>Deletes an object.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task DeleteAsync(S3Call call)
    {
        call.RefuseVersion();
        call.Bucket.Delete(call.Key, new WriteCondition(call.Header("If-Match"), IfAbsent: false));
        return call.SendAsync(204);
    }

    /// <summary>Deletes up to a thousand objects.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task DeleteManyAsync(S3Call call)
    {
        var bucket = call.Bucket;
        var request = RequestXml.Parse(await RequestPayload.Open(call).ReceiveAllAsync(RequestXml.MaxBytes), "Delete");
        var objects = request.Children("Object").ToArray();
        if (objects.Length is 0 or > MaxKeys || Array.Exists(objects, item => string.IsNullOrEmpty(item.Text("Key"))))
        {
            throw S3Errors.MalformedXml();
        }

        var isQuiet = string.Equals(request.Text("Quiet")?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
        var results = objects.Select(item => (Key: item.Text("Key")!, Error: Delete(bucket, item.Text("Key")!, item.Text("VersionId"), item.Text("ETag"))))
            .ToArray();
        await call.SendXmlAsync("DeleteResult", xml =>
        {
            foreach (var (key, error) in results)
            {
                if (error is not null)
                {
                    xml.Start("Error");
                    xml.Element("Key", key);
                    xml.Element("Code", error.Code);
                    xml.Element("Message", error.Message);
                    xml.End();
                }
                else if (!isQuiet)
                {
                    xml.Start("Deleted");
                    xml.Element("Key", key);
                    xml.End();
                }
            }
        });
    }

    private static S3Exception? Delete(BucketStore bucket, string key, string? version, string? etag)
    {
        if (!string.IsNullOrEmpty(version) && version != "null")
        {
            return new S3Exception(400, "NoSuchVersion", "The specified version does not exist.");
        }

        try
        {
            bucket.Delete(key, new WriteCondition(string.IsNullOrEmpty(etag) ? null : etag, IfAbsent: false));
            return null;
        }
        catch (S3Exception error) when (error.Code != "NoSuchBucket")
        {
            return error;
        }
    }
}
