using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using CloudIde.Emulator;
using Xunit;

namespace CloudIde.Tests.Emulator.Sqs;

/// <summary>An emulator on a free port with a data folder of its own, and the real SDK pointed at it.</summary>
public sealed class SqsServer : IAsyncLifetime
{
    private EmulatorHost? _host;

    public string DataDirectory { get; } = Path.Combine(Path.GetTempPath(), "cloudide-sqs-" + Guid.NewGuid().ToString("N"));

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public AmazonSQSClient Client { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public static AmazonSQSClient CreateClient(Uri endpoint) => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonSQSConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        _host = await EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, DataDirectory = DataDirectory, TimeProvider = Time }, CancellationToken);
        Client = CreateClient(_host.Endpoint);
        Http = new HttpClient { BaseAddress = _host.Endpoint };
    }

    public async Task StopAsync()
    {
        Client.Dispose();
        Http.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
            _host = null;
        }
    }

    /// <summary>Stops and starts on the same data; the port, and with it the queues' addresses, change.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Creates a queue of a new name.</summary>
    public async Task<string> CreateQueueAsync(params (string Name, string Value)[] attributes)
    {
        var isFifo = attributes.Contains(("FifoQueue", "true"));
        var created = await Client.CreateQueueAsync(
            new CreateQueueRequest { QueueName = $"q-{Guid.NewGuid():N}{(isFifo ? ".fifo" : "")}", Attributes = attributes.ToDictionary() },
            CancellationToken);
        return created.QueueUrl;
    }

    public async Task<string> ArnOfAsync(string queueUrl) =>
        (await Client.GetQueueAttributesAsync(queueUrl, ["QueueArn"], CancellationToken)).QueueARN;

    public async Task<(int Visible, int InFlight, int Delayed)> CountAsync(string queueUrl)
    {
        var answer = await Client.GetQueueAttributesAsync(queueUrl, ["All"], CancellationToken);
        return (answer.ApproximateNumberOfMessages, answer.ApproximateNumberOfMessagesNotVisible, answer.ApproximateNumberOfMessagesDelayed);
    }

    /// <summary>The bodies of up to ten messages.</summary>
    public async Task<List<Message>> ReceiveAsync(string queueUrl, int max = 10, int? visibility = null, int wait = 0)
    {
        var answer = await Client.ReceiveMessageAsync(
            new ReceiveMessageRequest
            {
                QueueUrl = queueUrl,
                MaxNumberOfMessages = max,
                VisibilityTimeout = visibility,
                WaitTimeSeconds = wait,
                MessageSystemAttributeNames = ["All"],
                MessageAttributeNames = ["All"],
            },
            CancellationToken);
        return answer.Messages ?? [];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }
}
