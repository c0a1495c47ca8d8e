using System.Net;

namespace CloudIde.Emulator.S3;

/// <summary>
/// Finds the bucket in a host name: <c>bucket.localhost</c>, <c>bucket.s3.localhost</c>,
/// <c>bucket.s3.us-east-1.localhost.localstack.cloud</c> and AWS's own forms of the same.
/// </summary>
internal static class VirtualHost
{
    /// <summary>Finds the bucket.</summary>
    /// <param name="host">The host, without port.</param>
    /// <returns>The bucket, or null when the bucket is in the path.</returns>
    public static string? Bucket(string host)
    {
        if (IPAddress.TryParse(host, out _))
        {
            return null;
        }

        var service = host.IndexOf(".s3.", StringComparison.OrdinalIgnoreCase);
        if (service < 0)
        {
            service = host.IndexOf(".s3-", StringComparison.OrdinalIgnoreCase);
        }

        if (service > 0)
        {
            return host[..service];
        }

        const string Local = ".localhost";
        if (host.EndsWith(Local, StringComparison.OrdinalIgnoreCase))
        {
            var bucket = host[..^Local.Length];
            return bucket is "" or "s3" || bucket.StartsWith("s3.", StringComparison.Ordinal) ? null : bucket;
        }

        return null;
    }
}
