using System.Diagnostics;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace CloudIde.Tests.Server.Terminals;

/// <summary>An SQS client that keeps what is sent instead of sending it.</summary>
internal sealed class RecordingQueue()
    : AmazonSQSClient(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = "http://127.0.0.1:9" })
{
    private readonly List<SendMessageRequest> _sent = [];

    /// <summary>When set, sending fails.</summary>
    public bool Broken { get; set; }

    public IReadOnlyList<SendMessageRequest> Sent
    {
        get
        {
            lock (_sent)
            {
                return [.. _sent];
            }
        }
    }

    public int CountFor(string projectId) => Sent.Count(message => message.MessageBody.Contains(projectId, StringComparison.Ordinal));

    public override Task<GetQueueUrlResponse> GetQueueUrlAsync(string queueName, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GetQueueUrlResponse { QueueUrl = "http://127.0.0.1:9/queue" });

    public override Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default)
    {
        if (Broken)
        {
            throw new AmazonSQSException("The queue is broken.");
        }

        lock (_sent)
        {
            _sent.Add(request);
        }

        Debug.Assert(request.QueueUrl is not null);
        return Task.FromResult(new SendMessageResponse());
    }
}
