using System.Diagnostics;
using Amazon.SQS;
using Amazon.SQS.Model;
using Xunit;

namespace CloudIde.Tests.Emulator.Sqs;

public sealed class MessageTests(SqsServer server) : IClassFixture<SqsServer>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendMessage_WithAttributes_ArrivesAsSent()
    {
        var queue = await server.CreateQueueAsync();

        // The SDK itself compares the MD5 of body and attributes, both ways.
        var sent = await server.Client.SendMessageAsync(
            new SendMessageRequest(queue, "héllo \U0001F600 \"\\\n\t")
            {
                MessageAttributes = new()
                {
                    ["text"] = new() { DataType = "String.custom", StringValue = "välue" },
                    ["number"] = new() { DataType = "Number", StringValue = "-1.5e3" },
                    ["bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 255, 1]) },
                },
                MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988" } },
            },
            CancellationToken);
        var message = Assert.Single(await server.ReceiveAsync(queue));

        Assert.Equal(sent.MessageId, message.MessageId);
        Assert.Equal("héllo \U0001F600 \"\\\n\t", message.Body);
        Assert.Equal("välue", message.MessageAttributes["text"].StringValue);
        Assert.Equal("String.custom", message.MessageAttributes["text"].DataType);
        Assert.Equal([0, 255, 1], message.MessageAttributes["bytes"].BinaryValue.ToArray());
        Assert.Equal("Root=1-5759e988", message.Attributes["AWSTraceHeader"]);
        Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]);
        Assert.NotNull(sent.MD5OfMessageSystemAttributes);
    }

    [Fact]
    public async Task ReceiveMessage_AskingForSomeAttributes_GetsThoseAndTheirMd5()
    {
        var queue = await server.CreateQueueAsync();
        MessageAttributeValue Value() => new() { DataType = "String", StringValue = "v" };
        await server.Client.SendMessageAsync(
            new SendMessageRequest(queue, "x") { MessageAttributes = new() { ["a.x"] = Value(), ["a.y"] = Value(), ["b"] = Value(), ["c"] = Value() } },
            CancellationToken);

        var answer = await server.Client.ReceiveMessageAsync(
            new ReceiveMessageRequest(queue) { MessageAttributeNames = ["a.*", "c"], MessageSystemAttributeNames = ["SentTimestamp"] }, CancellationToken);

        var message = Assert.Single(answer.Messages);
        Assert.Equal(["a.x", "a.y", "c"], message.MessageAttributes.Keys.Order());
        Assert.Equal(["SentTimestamp"], message.Attributes.Keys);
    }

    [Theory]
    [InlineData("\u0001", "InvalidMessageContents")]
    [InlineData("\uFFFE", "InvalidMessageContents")]
    [InlineData("", "MissingParameter")]
    public async Task SendMessage_WithABodyThatSqsRefuses_IsRefused(string body, string code)
    {
        var queue = await server.CreateQueueAsync();

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => server.Client.SendMessageAsync(queue, body, CancellationToken));

        Assert.Equal(code, error.ErrorCode);
    }

    [Theory]
    [InlineData("AWS.x", "String", "v")]
    [InlineData("a..b", "String", "v")]
    [InlineData(".a", "String", "v")]
    [InlineData("a b", "String", "v")]
    [InlineData("a", "Float", "1")]
    [InlineData("a", "Number", "one")]
    [InlineData("a", "String", "")]
    public async Task SendMessage_WithABadAttribute_IsRefused(string name, string type, string value)
    {
        var queue = await server.CreateQueueAsync();

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => server.Client.SendMessageAsync(
            new SendMessageRequest(queue, "x") { MessageAttributes = new() { [name] = new() { DataType = type, StringValue = value } } },
            CancellationToken));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        Assert.Equal((0, 0, 0), await server.CountAsync(queue));
    }

    [Fact]
    public async Task SendMessage_AtAndAboveTheSizeLimit_IsTakenAndRefused()
    {
        var queue = await server.CreateQueueAsync();

        await server.Client.SendMessageAsync(queue, new string('x', 1024 * 1024), CancellationToken);
        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(
            () => server.Client.SendMessageAsync(queue, new string('x', (1024 * 1024) + 1), CancellationToken));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        Assert.Equal((1, 0, 0), await server.CountAsync(queue));
    }

    [Fact]
    public async Task SendMessageBatch_WithOneBadEntry_SendsTheOthers()
    {
        var queue = await server.CreateQueueAsync();

        var answer = await server.Client.SendMessageBatchAsync(
            queue, [new("good", "1"), new("bad", "2") { DelaySeconds = 901 }, new("late", "3") { DelaySeconds = 900 }], CancellationToken);

        Assert.Equal(["good", "late"], answer.Successful.Select(entry => entry.Id));
        var failed = Assert.Single(answer.Failed);
        Assert.Equal(("bad", "InvalidParameterValue", true), (failed.Id, failed.Code, failed.SenderFault));
        Assert.Equal((1, 0, 1), await server.CountAsync(queue));
    }

    [Fact]
    public async Task Batches_ThatAreEmptyTooLongOrRepeatIds_AreRefusedWhole()
    {
        var queue = await server.CreateQueueAsync();
        SendMessageBatchRequestEntry[] eleven = [.. Enumerable.Range(0, 11).Select(i => new SendMessageBatchRequestEntry($"{i}", "x"))];
        var large = new string('x', 600_000);

        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => server.Client.DeleteMessageBatchAsync(queue, [], CancellationToken));
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(
            () => server.Client.SendMessageBatchAsync(queue, [.. eleven], CancellationToken));
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(
            () => server.Client.SendMessageBatchAsync(queue, [new("a", "x"), new("a", "y")], CancellationToken));
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(
            () => server.Client.SendMessageBatchAsync(queue, [new("a b", "x")], CancellationToken));
        await Assert.ThrowsAsync<BatchRequestTooLongException>(
            () => server.Client.SendMessageBatchAsync(queue, [new("a", large), new("b", large)], CancellationToken));
        Assert.Equal((0, 0, 0), await server.CountAsync(queue));
    }

    [Fact]
    public async Task ReceiveMessage_Waiting_WakesWhenAMessageIsSent()
    {
        var queue = await server.CreateQueueAsync();
        var clock = Stopwatch.StartNew();
        var waiting = server.ReceiveAsync(queue, wait: 20);
        var idle = await Task.WhenAny(waiting, Task.Delay(100, CancellationToken));
        Assert.NotSame(waiting, idle);

        await server.Client.SendMessageAsync(queue, "now", CancellationToken);

        Assert.Equal("now", Assert.Single(await waiting).Body);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "The receive ended by its timeout, not by the message.");
    }

    [Fact]
    public async Task ReceiveMessage_ManyWaiting_EachMessageWakesOne()
    {
        var queue = await server.CreateQueueAsync();

        // One message each: a request that arrives after the messages would otherwise take several, and leave another none.
        var waiting = Enumerable.Range(0, 5).Select(_ => server.ReceiveAsync(queue, max: 1, wait: 20)).ToArray();

        for (var i = 0; i < 5; i++)
        {
            await server.Client.SendMessageAsync(queue, $"{i}", CancellationToken);
        }

        var received = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(15), CancellationToken);
        Assert.Equal(["0", "1", "2", "3", "4"], received.Select(messages => Assert.Single(messages).Body).Order());
    }

    [Fact]
    public async Task DeleteMessage_WithAnyHandleOfTheMessage_SucceedsButOnlyTheNewestDeletes()
    {
        var queue = await server.CreateQueueAsync();
        await server.Client.SendMessageAsync(queue, "x", CancellationToken);
        var old = Assert.Single(await server.ReceiveAsync(queue, visibility: 0)).ReceiptHandle;
        var current = Assert.Single(await server.ReceiveAsync(queue)).ReceiptHandle;

        await server.Client.DeleteMessageAsync(queue, old, CancellationToken);
        Assert.Equal((0, 1, 0), await server.CountAsync(queue));
        await server.Client.DeleteMessageAsync(queue, current, CancellationToken);
        Assert.Equal((0, 0, 0), await server.CountAsync(queue));
        await server.Client.DeleteMessageAsync(queue, current, CancellationToken);
    }

    [Fact]
    public async Task Handles_ThatAreNotThisQueues_AreInvalid()
    {
        var queue = await server.CreateQueueAsync();
        var other = await server.CreateQueueAsync();
        await server.Client.SendMessageAsync(other, "x", CancellationToken);
        var foreign = Assert.Single(await server.ReceiveAsync(other)).ReceiptHandle;

        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => server.Client.DeleteMessageAsync(queue, foreign, CancellationToken));
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => server.Client.DeleteMessageAsync(queue, "rubbish", CancellationToken));
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(
            () => server.Client.ChangeMessageVisibilityAsync(queue, "rubbish", 1, CancellationToken));
    }

    [Theory]
    [InlineData(0, 0, 30)]
    [InlineData(11, 0, 30)]
    [InlineData(1, 21, 30)]
    [InlineData(1, 0, 43201)]
    public async Task ReceiveMessage_OutsideTheLimits_IsRefused(int max, int wait, int visibility)
    {
        var queue = await server.CreateQueueAsync();

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => server.ReceiveAsync(queue, max, visibility, wait));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }
}
