using CloudIde.Emulator.S3.Payloads;
using CloudIde.Emulator.S3.Xml;

namespace CloudIde.Emulator.S3.Objects;

/// <summary>GetObjectTagging, PutObjectTagging and DeleteObjectTagging.</summary>
internal sealed class ObjectTagging
{
    /// <summary>Answers with an object's tags.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task GetAsync(S3Call call)
    {
        call.RefuseVersion();
        var entry = call.Bucket.Find(call.Key) ?? throw S3Errors.NoSuchKey(call.Key);
        return call.SendXmlAsync("Tagging", xml => TagSet.Write(xml, entry.Tags));
    }

    /// <summary>Replaces an object's tags.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task PutAsync(S3Call call)
    {
        call.RefuseVersion();
        var bucket = call.Bucket;
        var tags = TagSet.Parse(await RequestPayload.Open(call).ReceiveAllAsync(RequestXml.MaxBytes), TagSet.MaxObjectTags);
        bucket.Update(call.Key, default, entry => entry with { Tags = tags });
        await call.SendAsync(200);
    }

    /// <summary>Removes an object's tags.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task DeleteAsync(S3Call call)
    {
        call.RefuseVersion();
        call.Bucket.Update(call.Key, default, entry => entry with { Tags = [] });
        return call.SendAsync(204);
    }
}
