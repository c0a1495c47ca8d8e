using Amazon.SQS;
using Amazon.SQS.Model;
using Xunit;

namespace CloudIde.Tests.Emulator.Sqs;

public sealed class DeadLetterTests(SqsServer server) : IClassFixture<SqsServer>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_ReceivedTooOften_GoesToTheDeadLetterQueue()
    {
        var (queue, dead) = await CreateAsync(2);
        var sent = await server.Client.SendMessageAsync(queue, "poison", CancellationToken);

        Assert.Single(await server.ReceiveAsync(queue, visibility: 0));
        Assert.Single(await server.ReceiveAsync(queue, visibility: 0));
        Assert.Empty(await server.ReceiveAsync(queue, visibility: 0));

        Assert.Equal((0, 0, 0), await server.CountAsync(queue));
        var message = Assert.Single(await server.ReceiveAsync(dead));
        Assert.Equal((sent.MessageId, "poison"), (message.MessageId, message.Body));
        Assert.Equal(await server.ArnOfAsync(queue), message.Attributes["DeadLetterQueueSourceArn"]);
        var sources = await server.Client.ListDeadLetterSourceQueuesAsync(new ListDeadLetterSourceQueuesRequest { QueueUrl = dead }, CancellationToken);
        Assert.Equal([queue], sources.QueueUrls);
    }

    [Fact]
    public async Task Message_GivenUp_WakesAReceiverOfTheDeadLetterQueue()
    {
        var (queue, dead) = await CreateAsync(1);
        await server.Client.SendMessageAsync(queue, "poison", CancellationToken);
        await server.ReceiveAsync(queue, visibility: 0);
        var waiting = server.ReceiveAsync(dead, wait: 20);

        Assert.Empty(await server.ReceiveAsync(queue));

        Assert.Equal("poison", Assert.Single(await waiting).Body);
    }

    [Fact]
    public async Task FifoMessage_GivenUp_MakesWayForTheNext()
    {
        var dead = await server.CreateQueueAsync(("FifoQueue", "true"));
        var queue = await server.CreateQueueAsync(
            ("FifoQueue", "true"), ("ContentBasedDeduplication", "true"), ("RedrivePolicy", Policy(await server.ArnOfAsync(dead), 1)));
        await server.Client.SendMessageAsync(new SendMessageRequest(queue, "1") { MessageGroupId = "g" }, CancellationToken);
        await server.Client.SendMessageAsync(new SendMessageRequest(queue, "2") { MessageGroupId = "g" }, CancellationToken);

        Assert.Equal("1", Assert.Single(await server.ReceiveAsync(queue, 1, 0)).Body);
        Assert.Equal("2", Assert.Single(await server.ReceiveAsync(queue)).Body);
        Assert.Equal("1", Assert.Single(await server.ReceiveAsync(dead)).Body);
    }

    [Fact]
    public async Task Queues_ThatAreEachOthersDeadLetterQueue_DoNotBlockEachOther()
    {
        var first = await server.CreateQueueAsync(("VisibilityTimeout", "0"));
        var second = await server.CreateQueueAsync(("VisibilityTimeout", "0"), ("RedrivePolicy", Policy(await server.ArnOfAsync(first), 1)));
        await server.Client.SetQueueAttributesAsync(first, new() { ["RedrivePolicy"] = Policy(await server.ArnOfAsync(second), 1) }, CancellationToken);
        for (var i = 0; i < 20; i++)
        {
            await server.Client.SendMessageAsync(i % 2 == 0 ? first : second, $"{i}", CancellationToken);
        }

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => server.ReceiveAsync(i % 2 == 0 ? first : second)))
            .WaitAsync(TimeSpan.FromSeconds(20), CancellationToken);

        var (a, b) = (await server.CountAsync(first), await server.CountAsync(second));
        Assert.Equal(20, a.Visible + b.Visible);
    }

    [Fact]
    public async Task MoveTask_ReturnsMessagesToTheirQueueAsNewOnes()
    {
        var (queue, dead) = await CreateAsync(1);
        for (var i = 0; i < 5; i++)
        {
            await server.Client.SendMessageAsync(queue, $"{i}", CancellationToken);
        }

        await server.ReceiveAsync(queue, visibility: 0);
        for (var i = 0; i < 6; i++)
        {
            await server.ReceiveAsync(queue, visibility: 0);
        }

        Assert.Equal((5, 0, 0), await server.CountAsync(dead));
        var arn = await server.ArnOfAsync(dead);

        await server.Client.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = arn }, CancellationToken);

        var bodies = new HashSet<string>();
        while (bodies.Count < 5)
        {
            var received = await server.ReceiveAsync(queue, wait: 10);
            Assert.All(received, message => Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]));
            bodies.UnionWith(received.Select(message => message.Body));
        }

        ListMessageMoveTasksResultEntry task;
        do
        {
            task = (await server.Client.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = arn }, CancellationToken)).Results[0];
        }
        while (task.Status == "RUNNING");

        Assert.Equal(("COMPLETED", 5), (task.Status, task.ApproximateNumberOfMessagesMoved));
        Assert.Equal((0, 0, 0), await server.CountAsync(dead));
    }

    [Fact]
    public async Task MoveTask_OnAQueueThatIsNoDeadLetterQueue_IsRefused()
    {
        var plain = await server.CreateQueueAsync();

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(async () => await server.Client.StartMessageMoveTaskAsync(
            new StartMessageMoveTaskRequest { SourceArn = await server.ArnOfAsync(plain) }, CancellationToken));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => server.Client.StartMessageMoveTaskAsync(
            new StartMessageMoveTaskRequest { SourceArn = "arn:aws:sqs:us-east-1:000000000000:none" }, CancellationToken));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => server.Client.CancelMessageMoveTaskAsync(
            new CancelMessageMoveTaskRequest { TaskHandle = "rubbish" }, CancellationToken));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    [Fact]
    public async Task MoveTask_Cancelled_LeavesTheRest()
    {
        var (queue, dead) = await CreateAsync(1);
        for (var i = 0; i < 10; i++)
        {
            await server.Client.SendMessageAsync(dead, $"{i}", CancellationToken);
        }

        var started = await server.Client.StartMessageMoveTaskAsync(
            new StartMessageMoveTaskRequest
            {
                SourceArn = await server.ArnOfAsync(dead),
                DestinationArn = await server.ArnOfAsync(queue),
                MaxNumberOfMessagesPerSecond = 1,
            },
            CancellationToken);
        await Assert.ThrowsAsync<UnsupportedOperationException>(async () => await server.Client.StartMessageMoveTaskAsync(
            new StartMessageMoveTaskRequest { SourceArn = await server.ArnOfAsync(dead) }, CancellationToken));
        await server.Client.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = started.TaskHandle }, CancellationToken);

        var arn = await server.ArnOfAsync(dead);
        ListMessageMoveTasksResultEntry task;
        do
        {
            task = (await server.Client.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = arn }, CancellationToken)).Results[0];
        }
        while (task.Status == "CANCELLING");

        Assert.Equal("CANCELLED", task.Status);
        var (inDead, inQueue) = (await server.CountAsync(dead), await server.CountAsync(queue));
        Assert.Equal(10, inDead.Visible + inQueue.Visible);
        Assert.NotEqual(0, inDead.Visible);
    }

    private static string Policy(string arn, int count) => $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":"{{count}}"}""";

    private async Task<(string Queue, string Dead)> CreateAsync(int maxReceiveCount)
    {
        var dead = await server.CreateQueueAsync();
        return (await server.CreateQueueAsync(("RedrivePolicy", Policy(await server.ArnOfAsync(dead), maxReceiveCount))), dead);
    }
}
