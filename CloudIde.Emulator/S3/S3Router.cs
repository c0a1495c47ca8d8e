using CloudIde.Emulator.S3.Buckets;
using CloudIde.Emulator.S3.Cors;
using CloudIde.Emulator.S3.Listing;
using CloudIde.Emulator.S3.Multipart;
using CloudIde.Emulator.S3.Objects;

namespace CloudIde.Emulator.S3;

/// <summary>
/// Finds the operation of a request by its method, whether it names a bucket and a key, and its query. What the
/// emulator leaves out is refused by name: a success that does nothing would mislead.
/// </summary>
internal sealed class S3Router(
    BucketOperations buckets,
    BucketTagging bucketTagging,
    CorsOperations cors,
    ListingOperations listing,
    ObjectReads reads,
    ObjectWrites writes,
    ObjectCopies copies,
    ObjectDeletes deletes,
    ObjectTagging tagging,
    UploadOperations uploads,
    UploadCompletion completion,
    UploadListing uploadListing,
    PartOperations parts)
{
    /// <summary>Parts of the S3 API that a query names and that are left out.</summary>
    private static readonly string[] LeftOut =
    [
        "abac", "accelerate", "acl", "analytics", "encryption", "intelligent-tiering", "inventory", "legal-hold", "lifecycle",
        "logging", "metadataConfiguration", "metadataInventoryTable", "metadataJournalTable", "metadataTable", "metrics",
        "notification", "object-lock", "ownershipControls", "policy", "policyStatus", "publicAccessBlock", "renameObject",
        "replication", "requestPayment", "restore", "retention", "select", "session", "torrent", "versions", "website",
    ];

    /// <summary>Runs the operation of a request.</summary>
    /// <param name="call">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public Task RunAsync(S3Call call)
    {
        var method = call.Http.Request.Method;
        if (call.Http.Request.QueryString.HasValue)
        {
            foreach (var name in LeftOut)
            {
                if (call.Has(name))
                {
                    throw S3Errors.NotImplemented($"?{name}");
                }
            }
        }

        if (call.BucketName.Length == 0)
        {
            return call.Key.Length > 0
                ? throw new S3Exception(400, "InvalidURI", "Couldn't parse the specified URI.")
                : method == "GET" ? buckets.ListAsync(call) : throw S3Errors.MethodNotAllowed(method);
        }

        return call.Key.Length == 0 ? RunOnBucketAsync(call, method) : RunOnObjectAsync(call, method);
    }

    private Task RunOnBucketAsync(S3Call call, string method) => method switch
    {
        "GET" when call.Has("location") => buckets.LocationAsync(call),
        "GET" when call.Has("versioning") => buckets.VersioningAsync(call),
        _ when call.Has("versioning") => throw S3Errors.NotImplemented("?versioning"),
        "GET" when call.Has("cors") => cors.GetAsync(call),
        "PUT" when call.Has("cors") => cors.PutAsync(call),
        "DELETE" when call.Has("cors") => cors.DeleteAsync(call),
        "GET" when call.Has("tagging") => bucketTagging.GetAsync(call),
        "PUT" when call.Has("tagging") => bucketTagging.PutAsync(call),
        "DELETE" when call.Has("tagging") => bucketTagging.DeleteAsync(call),
        "GET" when call.Has("uploads") => uploadListing.ListUploadsAsync(call),
        "GET" => listing.ListAsync(call),
        "HEAD" => buckets.HeadAsync(call),
        "PUT" => buckets.CreateAsync(call),
        "DELETE" => buckets.DeleteAsync(call),
        "POST" when call.Has("delete") => deletes.DeleteManyAsync(call),
        "POST" when call.Http.Request.HasFormContentType => throw S3Errors.NotImplemented("POST with a form"),
        _ => throw S3Errors.MethodNotAllowed(method),
    };

    private Task RunOnObjectAsync(S3Call call, string method) => method switch
    {
        "GET" when call.Has("tagging") => tagging.GetAsync(call),
        "PUT" when call.Has("tagging") => tagging.PutAsync(call),
        "DELETE" when call.Has("tagging") => tagging.DeleteAsync(call),
        "GET" when call.Has("attributes") => reads.AttributesAsync(call),
        "GET" when call.Has("uploadId") => uploadListing.ListPartsAsync(call),
        "PUT" when call.Has("uploadId") || call.Has("partNumber") => parts.PutAsync(call),
        "DELETE" when call.Has("uploadId") => uploads.AbortAsync(call),
        "POST" when call.Has("uploads") => uploads.CreateAsync(call),
        "POST" when call.Has("uploadId") => completion.CompleteAsync(call),
        "GET" or "HEAD" => reads.ReadAsync(call),
        "PUT" when call.Http.Request.Headers.ContainsKey("x-amz-copy-source") => copies.CopyAsync(call),
        "PUT" => writes.PutAsync(call),
        "DELETE" => deletes.DeleteAsync(call),
        _ => throw S3Errors.MethodNotAllowed(method),
    };
}
