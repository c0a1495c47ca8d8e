using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Emulator.Sqs;

/// <summary>Whatever depends on the clock, under one that the test moves.</summary>
public sealed class TimingTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SqsServer _server;

    public TimingTests() => _server = new SqsServer { Time = _time };

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Visibility_WhenItEnds_MakesTheMessageVisibleAgain()
    {
        var queue = await _server.CreateQueueAsync(("VisibilityTimeout", "30"));
        await _server.Client.SendMessageAsync(queue, "x", CancellationToken);
        await _server.ReceiveAsync(queue);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal((0, 1, 0), await _server.CountAsync(queue));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 0, 0), await _server.CountAsync(queue));

        Assert.Equal("2", Assert.Single(await _server.ReceiveAsync(queue)).Attributes["ApproximateReceiveCount"]);
    }

    [Fact]
    public async Task Visibility_Extended_CountsFromTheExtension()
    {
        var queue = await _server.CreateQueueAsync();
        await _server.Client.SendMessageAsync(queue, "x", CancellationToken);
        var handle = Assert.Single(await _server.ReceiveAsync(queue)).ReceiptHandle;

        _time.Advance(TimeSpan.FromSeconds(20));
        await _server.Client.ChangeMessageVisibilityAsync(queue, handle, 60, CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((0, 1, 0), await _server.CountAsync(queue));
        await _server.Client.ChangeMessageVisibilityAsync(queue, handle, 0, CancellationToken);
        Assert.Equal((1, 0, 0), await _server.CountAsync(queue));
        await Assert.ThrowsAsync<MessageNotInflightException>(
            () => _server.Client.ChangeMessageVisibilityAsync(queue, handle, 5, CancellationToken));
    }

    [Fact]
    public async Task Visibility_BeyondTwelveHoursFromTheReceive_IsRefused()
    {
        var queue = await _server.CreateQueueAsync();
        await _server.Client.SendMessageAsync(queue, "x", CancellationToken);
        var handle = Assert.Single(await _server.ReceiveAsync(queue, visibility: 43200)).ReceiptHandle;
        _time.Advance(TimeSpan.FromHours(11));

        await _server.Client.ChangeMessageVisibilityAsync(queue, handle, 3600, CancellationToken);
        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(
            () => _server.Client.ChangeMessageVisibilityAsync(queue, handle, 3601, CancellationToken));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    [Fact]
    public async Task Visibility_EndingWhileAReceiverWaits_WakesIt()
    {
        var queue = await _server.CreateQueueAsync();
        await _server.Client.SendMessageAsync(queue, "x", CancellationToken);
        await _server.ReceiveAsync(queue, visibility: 5);
        var waiting = _server.ReceiveAsync(queue, wait: 20);

        while (!waiting.IsCompleted)
        {
            // Until the request has reached the queue there is no timer to fire.
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(waiting, Task.Delay(20, CancellationToken));
        }

        Assert.Equal("x", Assert.Single(await waiting).Body);
    }

    [Fact]
    public async Task Delay_OfMessageOrQueue_HoldsTheMessageBack()
    {
        var queue = await _server.CreateQueueAsync(("DelaySeconds", "10"));
        await _server.Client.SendMessageAsync(queue, "queue's delay", CancellationToken);
        await _server.Client.SendMessageAsync(new SendMessageRequest(queue, "own delay") { DelaySeconds = 20 }, CancellationToken);
        await _server.Client.SendMessageAsync(new SendMessageRequest(queue, "none") { DelaySeconds = 0 }, CancellationToken);

        Assert.Equal((1, 0, 2), await _server.CountAsync(queue));
        Assert.Equal("none", Assert.Single(await _server.ReceiveAsync(queue)).Body);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("queue's delay", Assert.Single(await _server.ReceiveAsync(queue)).Body);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("own delay", Assert.Single(await _server.ReceiveAsync(queue)).Body);
    }

    [Fact]
    public async Task Retention_WhenItEnds_RemovesTheMessage()
    {
        var queue = await _server.CreateQueueAsync(("MessageRetentionPeriod", "60"));
        await _server.Client.SendMessageAsync(queue, "old", CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(30));
        await _server.Client.SendMessageAsync(queue, "new", CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("new", Assert.Single(await _server.ReceiveAsync(queue)).Body);
        Assert.Equal((0, 1, 0), await _server.CountAsync(queue));
    }

    [Fact]
    public async Task Deduplication_AfterFiveMinutes_TakesTheIdAgain()
    {
        var queue = await _server.CreateQueueAsync(("FifoQueue", "true"));
        SendMessageRequest Request() => new(queue, "x") { MessageGroupId = "g", MessageDeduplicationId = "d" };

        var first = await _server.Client.SendMessageAsync(Request(), CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(299));
        var repeated = await _server.Client.SendMessageAsync(Request(), CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(1));
        var again = await _server.Client.SendMessageAsync(Request(), CancellationToken);

        Assert.Equal((first.MessageId, first.SequenceNumber), (repeated.MessageId, repeated.SequenceNumber));
        Assert.NotEqual(first.MessageId, again.MessageId);
        Assert.Equal((2, 0, 0), await _server.CountAsync(queue));
    }

    [Fact]
    public async Task Restart_KeepsWhatIsDelayedInFlightAndOld()
    {
        var queue = await _server.CreateQueueAsync();
        var name = queue[(queue.LastIndexOf('/') + 1)..];
        await _server.Client.SendMessageAsync(queue, "in flight", CancellationToken);
        var handle = Assert.Single(await _server.ReceiveAsync(queue, visibility: 100)).ReceiptHandle;
        await _server.Client.SendMessageAsync(new SendMessageRequest(queue, "delayed") { DelaySeconds = 50 }, CancellationToken);

        await _server.RestartAsync();

        queue = (await _server.Client.GetQueueUrlAsync(name, CancellationToken)).QueueUrl;
        Assert.Equal((0, 1, 1), await _server.CountAsync(queue));
        _time.Advance(TimeSpan.FromSeconds(50));
        var message = Assert.Single(await _server.ReceiveAsync(queue));
        Assert.Equal("delayed", message.Body);
        await _server.Client.ChangeMessageVisibilityAsync(queue, handle, 0, CancellationToken);
        var returned = Assert.Single(await _server.ReceiveAsync(queue));
        Assert.Equal(("in flight", "2"), (returned.Body, returned.Attributes["ApproximateReceiveCount"]));
        Assert.Equal(
            _time.GetUtcNow().AddSeconds(-50).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            returned.Attributes["SentTimestamp"]);
    }
}
