using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using Xunit;

namespace CloudIde.Tests.Core.Activations;

public sealed class QueueDepthTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("many")]
    [InlineData("-1")]
    public async Task ACount_ThatIsMissingOrNoNumber_IsAnErrorAndNotZero(string? inFlight)
    {
        using var sqs = new AnsweringQueue(inFlight);
        using var queue = Queue(sqs);

        // Of the kind that a round survives: what cannot be read is unknown.
        await Assert.ThrowsAsync<InvalidDataException>(() => queue.GetDepthAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Depth_IsWhatSqsCounts()
    {
        using var sqs = new AnsweringQueue("7");
        using var queue = Queue(sqs);

        Assert.Equal(new QueueDepth(3, 7, 0), await queue.GetDepthAsync(TestContext.Current.CancellationToken));
    }

    private static ActivationQueue Queue(IAmazonSQS sqs) => new(
        sqs, new AwsSettings { Region = "us-east-1", BucketName = "b", QueueUrl = new Uri("http://127.0.0.1:9/000000000000/q") });

    private sealed class AnsweringQueue(string? inFlight)
        : AmazonSQSClient(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = "http://127.0.0.1:9" })
    {
        public override Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
            GetQueueAttributesRequest request, CancellationToken cancellationToken = default)
        {
            var attributes = new Dictionary<string, string>
            {
                ["ApproximateNumberOfMessages"] = "3",
                ["ApproximateNumberOfMessagesDelayed"] = "0",
            };
            if (inFlight is not null)
            {
                attributes["ApproximateNumberOfMessagesNotVisible"] = inFlight;
            }

            return Task.FromResult(new GetQueueAttributesResponse { Attributes = attributes });
        }
    }
}
