using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;

namespace CloudIde.Bench.Emulator;

/// <summary>The AWS SDK's clients for one server; every server gets the same.</summary>
internal sealed class AwsClients : IDisposable
{
    private AwsClients(AmazonSQSClient sqs, AmazonS3Client s3) => (Sqs, S3) = (sqs, s3);

    /// <summary>SQS.</summary>
    public AmazonSQSClient Sqs { get; }

    /// <summary>S3, in path style.</summary>
    public AmazonS3Client S3 { get; }

    /// <summary>Makes them. They never retry: a failure is seen.</summary>
    /// <param name="endpoint">The server's address.</param>
    public static AwsClients Create(Uri endpoint)
    {
        var credentials = new BasicAWSCredentials("test", "test");
        return new AwsClients(
            new AmazonSQSClient(credentials, new AmazonSQSConfig
            {
                ServiceURL = endpoint.ToString(),
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            }),
            new AmazonS3Client(credentials, new AmazonS3Config
            {
                ServiceURL = endpoint.ToString(),
                AuthenticationRegion = "us-east-1",
                ForcePathStyle = true,
                MaxErrorRetry = 0,
            }));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sqs.Dispose();
        S3.Dispose();
    }
}
