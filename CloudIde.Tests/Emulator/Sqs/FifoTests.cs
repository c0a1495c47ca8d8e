using Amazon.SQS;
using Amazon.SQS.Model;
using Xunit;

namespace CloudIde.Tests.Emulator.Sqs;

public sealed class FifoTests(SqsServer server) : IClassFixture<SqsServer>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Receive_TakesOneGroupInOrderAndBlocksItUntilAllAreDeleted()
    {
        var queue = await CreateAsync();
        foreach (var body in new[] { "a1", "b1", "a2", "a3" })
        {
            await SendAsync(queue, body, body[..1]);
        }

        var first = await server.ReceiveAsync(queue, 2);
        var second = await server.ReceiveAsync(queue, 10);
        Assert.Equal(["a1", "a2"], first.Select(message => message.Body));
        Assert.Equal(["b1"], second.Select(message => message.Body));

        await server.Client.DeleteMessageAsync(queue, first[0].ReceiptHandle, CancellationToken);
        Assert.Empty(await server.ReceiveAsync(queue));
        await server.Client.DeleteMessageAsync(queue, first[1].ReceiptHandle, CancellationToken);
        Assert.Equal(["a3"], (await server.ReceiveAsync(queue)).Select(message => message.Body));
    }

    [Fact]
    public async Task Receive_AfterAMessageIsGivenBack_GetsItBeforeLaterOnes()
    {
        var queue = await CreateAsync();
        await SendAsync(queue, "1", "g");
        await SendAsync(queue, "2", "g");
        var first = Assert.Single(await server.ReceiveAsync(queue, 1));

        await server.Client.ChangeMessageVisibilityAsync(queue, first.ReceiptHandle, 0, CancellationToken);

        Assert.Equal(["1", "2"], (await server.ReceiveAsync(queue)).Select(message => message.Body));
    }

    [Fact]
    public async Task Send_NumbersMessagesInOrder()
    {
        var queue = await CreateAsync();

        var sent = await server.Client.SendMessageBatchAsync(
            queue, [.. Enumerable.Range(0, 10).Select(i => new SendMessageBatchRequestEntry($"{i}", $"{i}") { MessageGroupId = "g" })], CancellationToken);
        var received = await server.ReceiveAsync(queue);

        var numbers = sent.Successful.Select(entry => entry.SequenceNumber).ToArray();
        Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers);
        Assert.All(numbers, number => Assert.Equal(20, number.Length));
        Assert.Equal(numbers, received.Select(message => message.Attributes["SequenceNumber"]));
        Assert.All(received, message => Assert.Equal("g", message.Attributes["MessageGroupId"]));
    }

    [Fact]
    public async Task Deduplication_ByContent_DropsTheRepetition()
    {
        var queue = await CreateAsync();

        var first = await SendAsync(queue, "same", "g");
        var second = await SendAsync(queue, "same", "other");
        await server.Client.DeleteMessageAsync(
            queue, Assert.Single(await server.ReceiveAsync(queue)).ReceiptHandle, CancellationToken);
        var third = await SendAsync(queue, "same", "g");

        Assert.Equal(first.MessageId, second.MessageId);
        Assert.Equal(first.MessageId, third.MessageId);
        Assert.Equal((0, 0, 0), await server.CountAsync(queue));
    }

    [Fact]
    public async Task Deduplication_ByGroup_TakesTheSameIdInAnotherGroup()
    {
        var queue = await server.CreateQueueAsync(
            ("FifoQueue", "true"), ("ContentBasedDeduplication", "true"), ("DeduplicationScope", "messageGroup"), ("FifoThroughputLimit", "perMessageGroupId"));

        await SendAsync(queue, "same", "g");
        await SendAsync(queue, "same", "g");
        await SendAsync(queue, "same", "other");

        Assert.Equal((2, 0, 0), await server.CountAsync(queue));
    }

    [Fact]
    public async Task Deduplication_SurvivesARestart()
    {
        await using var own = new SqsServer();
        await own.StartAsync();
        var queue = await own.CreateQueueAsync(("FifoQueue", "true"));
        SendMessageRequest Request() => new(queue, "x") { MessageGroupId = "g", MessageDeduplicationId = "d" };
        var first = await own.Client.SendMessageAsync(Request(), CancellationToken);
        await own.Client.DeleteMessageAsync(queue, Assert.Single(await own.ReceiveAsync(queue)).ReceiptHandle, CancellationToken);

        await own.RestartAsync();

        var repeated = await own.Client.SendMessageAsync(Request(), CancellationToken);
        Assert.Equal((first.MessageId, first.SequenceNumber), (repeated.MessageId, repeated.SequenceNumber));
        Assert.Equal((0, 0, 0), await own.CountAsync(queue));
    }

    [Fact]
    public async Task ReceiveRequestAttemptId_Repeated_GivesTheSameMessagesAndHandles()
    {
        var queue = await CreateAsync();
        await SendAsync(queue, "1", "g");
        await SendAsync(queue, "2", "g");
        ReceiveMessageRequest Request() => new(queue) { MaxNumberOfMessages = 10, ReceiveRequestAttemptId = "attempt" };

        var first = await server.Client.ReceiveMessageAsync(Request(), CancellationToken);
        var repeated = await server.Client.ReceiveMessageAsync(Request(), CancellationToken);

        Assert.Equal(2, first.Messages.Count);
        Assert.Equal(first.Messages.Select(message => message.ReceiptHandle), repeated.Messages.Select(message => message.ReceiptHandle));
        await server.Client.DeleteMessageAsync(queue, first.Messages[0].ReceiptHandle, CancellationToken);
        Assert.Empty((await server.Client.ReceiveMessageAsync(Request(), CancellationToken)).Messages ?? []);
    }

    [Fact]
    public async Task Requests_ThatOnlySuitTheOtherKindOfQueue_AreRefused()
    {
        var fifo = await server.CreateQueueAsync(("FifoQueue", "true"));
        var standard = await server.CreateQueueAsync();

        Assert.Equal("MissingParameter", await CodeAsync(new(fifo, "x") { MessageDeduplicationId = "d" }));
        Assert.Equal("InvalidParameterValue", await CodeAsync(new(fifo, "x") { MessageGroupId = "g" }));
        Assert.Equal("InvalidParameterValue", await CodeAsync(new(fifo, "x") { MessageGroupId = "g", MessageDeduplicationId = "d", DelaySeconds = 1 }));
        Assert.Equal("InvalidParameterValue", await CodeAsync(new(fifo, "x") { MessageGroupId = "has space", MessageDeduplicationId = "d" }));
        Assert.Equal("InvalidParameterValue", await CodeAsync(new(standard, "x") { MessageDeduplicationId = "d" }));
        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => server.Client.CreateQueueAsync(
            new CreateQueueRequest { QueueName = "plain", Attributes = new() { ["FifoQueue"] = "true" } }, CancellationToken));
        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    private async Task<string> CodeAsync(SendMessageRequest request) =>
        (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => server.Client.SendMessageAsync(request, CancellationToken))).ErrorCode;

    private Task<string> CreateAsync() => server.CreateQueueAsync(("FifoQueue", "true"), ("ContentBasedDeduplication", "true"));

    private Task<SendMessageResponse> SendAsync(string queue, string body, string group) =>
        server.Client.SendMessageAsync(new SendMessageRequest(queue, body) { MessageGroupId = group }, CancellationToken);
}
