using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Core.Aws;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudIde.Server.Files;

/// <summary>Whether the bucket of the projects' files can be reached.</summary>
internal sealed class FileStoreHealthCheck(IAmazonS3 s3, AwsSettings aws) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        // Listing under the projects' prefix needs no right that the server does not need anyway.
        await s3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = aws.BucketName, Prefix = "projects/", MaxKeys = 1 }, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
