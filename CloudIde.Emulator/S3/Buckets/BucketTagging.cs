using CloudIde.Emulator.S3.Payloads;
using CloudIde.Emulator.S3.Xml;

namespace CloudIde.Emulator.S3.Buckets;

/// <summary>GetBucketTagging, PutBucketTagging and DeleteBucketTagging.</summary>
internal sealed class BucketTagging
{
    /// <summary>Answers with a bucket's tags.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task GetAsync(S3Call call)
    {
        var tags = call.Bucket.Settings.Tags
            ?? throw new S3Exception(404, "NoSuchTagSet", "The TagSet does not exist") { Details = [("BucketName", call.BucketName)] };
        return call.SendXmlAsync("Tagging", xml => TagSet.Write(xml, tags));
    }

    /// <summary>Replaces a bucket's tags.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task PutAsync(S3Call call)
    {
        var bucket = call.Bucket;
        var tags = TagSet.Parse(await RequestPayload.Open(call).ReceiveAllAsync(RequestXml.MaxBytes), TagSet.MaxBucketTags);
        bucket.Configure(settings => settings with { Tags = tags });
        await call.SendAsync(204);
    }

    /// <summary>Removes a bucket's tags.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task DeleteAsync(S3Call call)
    {
        call.Bucket.Configure(settings => settings with { Tags = null });
        return call.SendAsync(204);
    }
}
