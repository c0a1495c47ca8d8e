using System.Buffers;
using CloudIde.Emulator.Protocol;
using CloudIde.Emulator.S3.Payloads;
using CloudIde.Emulator.S3.Storage;
using CloudIde.Emulator.S3.Xml;

namespace CloudIde.Emulator.S3.Buckets;

/// <summary>ListBuckets, CreateBucket, HeadBucket, DeleteBucket, GetBucketLocation and GetBucketVersioning.</summary>
internal sealed class BucketOperations(EmulatorOptions options, TimeProvider time)
{
    private const string DefaultRegion = "us-east-1";
    private const string OwnerId = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";
    private const int MaxBuckets = 10_000;

    private static readonly SearchValues<char> RegionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Writes the one owner.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="element">The element.</param>
    public static void WriteOwner(XmlOutput xml, string element)
    {
        xml.Start(element);
        xml.Element("ID", OwnerId);
        xml.Element("DisplayName", "webfile");
        xml.End();
    }

    /// <summary>Lists the buckets.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task ListAsync(S3Call call)
    {
        var maximum = call.Number("max-buckets", MaxBuckets, 1, MaxBuckets);
        var prefix = call.Query("prefix");
        var region = call.Query("bucket-region");
        var token = call.Query("continuation-token");
        var found = call.Store.All
            .Where(bucket => prefix is null || bucket.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(bucket => region is null || bucket.Settings.Region == region)
            .Where(bucket => token is null || string.CompareOrdinal(bucket.Name, token) > 0)
            .Take(maximum + 1)
            .ToArray();
        return call.SendXmlAsync("ListAllMyBucketsResult", xml =>
        {
            WriteOwner(xml, "Owner");
            xml.Start("Buckets");
            foreach (var bucket in found.Take(maximum))
            {
                xml.Start("Bucket");
                xml.Element("Name", bucket.Name);
                xml.Element("CreationDate", S3Call.Timestamp(bucket.Settings.Created));
                xml.Element("BucketRegion", call.Has("max-buckets") || region is not null ? bucket.Settings.Region : null);
                xml.End();
            }

            xml.End();
            xml.Element("Prefix", prefix);
            xml.Element("ContinuationToken", found.Length > maximum ? found[maximum - 1].Name : null);
        });
    }

    /// <summary>Creates a bucket.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task CreateAsync(S3Call call)
    {
        if (BucketName.Check(call.BucketName) is { } invalid)
        {
            throw invalid;
        }

        var region = await ReadRegionAsync(call);
        var created = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        if (!call.Store.Create(call.BucketName, new BucketSettings { Created = created, Region = region }) && region != DefaultRegion)
        {
            throw new S3Exception(409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.")
            {
                Details = [("BucketName", call.BucketName)],
            };
        }

        call.ResponseHeaders.Location = "/" + call.BucketName;
        await call.SendAsync(200);
    }

    /// <summary>Says whether a bucket is there.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task HeadAsync(S3Call call)
    {
        call.ResponseHeaders["x-amz-bucket-region"] = call.Bucket.Settings.Region;
        call.ResponseHeaders["x-amz-access-point-alias"] = "false";
        return call.SendAsync(200);
    }

    /// <summary>Deletes an empty bucket.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task DeleteAsync(S3Call call)
    {
        call.Store.Delete(call.BucketName);
        return call.SendAsync(204);
    }

    /// <summary>Says where a bucket is: S3 says nothing for its first region.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task LocationAsync(S3Call call)
    {
        var region = call.Bucket.Settings.Region;
        return call.SendXmlAsync("LocationConstraint", xml => xml.Text(region == DefaultRegion ? "" : region));
    }

    /// <summary>Says that the bucket has no versions.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task VersioningAsync(S3Call call)
    {
        _ = call.Bucket;
        return call.SendXmlAsync("VersioningConfiguration", _ => { });
    }

    private async Task<string> ReadRegionAsync(S3Call call)
    {
        // Without a body there is nothing to check, and clients leave out its length.
        if (call.Http.Request.ContentLength is null or 0)
        {
            return options.Region;
        }

        var bytes = await RequestPayload.Open(call).ReceiveAllAsync(RequestXml.MaxBytes);
        var configuration = RequestXml.Parse(bytes, "CreateBucketConfiguration");
        if (configuration.Children("Location").Any() || configuration.Children("Bucket").Any() || configuration.Children("Tags").Any())
        {
            throw S3Errors.NotImplemented("CreateBucketConfiguration with Location, Bucket or Tags");
        }

        var region = configuration.Text("LocationConstraint")?.Trim();
        if (string.IsNullOrEmpty(region))
        {
            return options.Region;
        }

        if (region == DefaultRegion || !IsRegion(region))
        {
            throw new S3Exception(400, "InvalidLocationConstraint", "The specified location-constraint is not valid")
            {
                Details = [("LocationConstraint", region)],
            };
        }

        if (region != options.Region && options.Region != DefaultRegion)
        {
            throw new S3Exception(400, "IllegalLocationConstraintException",
                $"The {region} location constraint is incompatible for the region specific endpoint this request was sent to.");
        }

        return region;
    }

    private static bool IsRegion(string text) =>
        text == "EU" || (text.Length is >= 8 and <= 32 && text.Contains('-', StringComparison.Ordinal)
            && !text.AsSpan().ContainsAnyExcept(RegionCharacters));
}
