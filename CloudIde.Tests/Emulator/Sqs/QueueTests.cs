using Amazon.SQS;
using Amazon.SQS.Model;
using Xunit;

namespace CloudIde.Tests.Emulator.Sqs;

public sealed class QueueTests(SqsServer server) : IClassFixture<SqsServer>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateQueue_Again_GivesTheSameQueueUnlessAnAttributeDiffers()
    {
        var attributes = new Dictionary<string, string> { ["VisibilityTimeout"] = "5" };
        var first = await server.Client.CreateQueueAsync(new CreateQueueRequest { QueueName = "again", Attributes = attributes }, CancellationToken);

        var second = await server.Client.CreateQueueAsync(new CreateQueueRequest { QueueName = "again", Attributes = attributes }, CancellationToken);
        var bare = await server.Client.CreateQueueAsync("again", CancellationToken);
        var error = await Assert.ThrowsAsync<QueueNameExistsException>(() => server.Client.CreateQueueAsync(
            new CreateQueueRequest { QueueName = "again", Attributes = new() { ["VisibilityTimeout"] = "6" } }, CancellationToken));

        Assert.Equal(first.QueueUrl, second.QueueUrl);
        Assert.Equal(first.QueueUrl, bare.QueueUrl);
        Assert.Equal("QueueAlreadyExists", error.ErrorCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("has space")]
    [InlineData("../../etc")]
    [InlineData(".fifo")]
    [InlineData("dot.dot")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task CreateQueue_WithABadName_IsRefused(string name)
    {
        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => server.Client.CreateQueueAsync(name, CancellationToken));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    [Theory]
    [InlineData("VisibilityTimeout", "43201", "InvalidAttributeValue")]
    [InlineData("VisibilityTimeout", "-1", "InvalidAttributeValue")]
    [InlineData("VisibilityTimeout", "x", "InvalidAttributeValue")]
    [InlineData("DelaySeconds", "901", "InvalidAttributeValue")]
    [InlineData("MessageRetentionPeriod", "59", "InvalidAttributeValue")]
    [InlineData("MaximumMessageSize", "1048577", "InvalidAttributeValue")]
    [InlineData("ReceiveMessageWaitTimeSeconds", "21", "InvalidAttributeValue")]
    [InlineData("Policy", "not json", "InvalidAttributeValue")]
    [InlineData("QueueArn", "arn", "InvalidAttributeName")]
    [InlineData("Nonsense", "1", "InvalidAttributeName")]
    [InlineData("ContentBasedDeduplication", "true", "InvalidAttributeName")]
    [InlineData("RedrivePolicy", "{\"deadLetterTargetArn\":\"arn:aws:sqs:us-east-1:000000000000:none\",\"maxReceiveCount\":1}", "InvalidParameterValue")]
    [InlineData("RedrivePolicy", "{\"maxReceiveCount\":1}", "InvalidParameterValue")]
    public async Task SetQueueAttributes_WithABadValue_IsRefusedAndChangesNothing(string name, string value, string code)
    {
        var queue = await server.CreateQueueAsync();
        var before = await server.Client.GetQueueAttributesAsync(queue, ["All"], CancellationToken);

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(
            () => server.Client.SetQueueAttributesAsync(queue, new() { [name] = value }, CancellationToken));

        Assert.Equal(code, error.ErrorCode);
        var after = await server.Client.GetQueueAttributesAsync(queue, ["All"], CancellationToken);
        Assert.Equal(before.Attributes, after.Attributes);
    }

    [Fact]
    public async Task GetQueueAttributes_OfANewQueue_HasTheDefaults()
    {
        var queue = await server.CreateQueueAsync(("DelaySeconds", "3"));

        var all = (await server.Client.GetQueueAttributesAsync(queue, ["All"], CancellationToken)).Attributes;

        Assert.Equal("3", all["DelaySeconds"]);
        Assert.Equal("30", all["VisibilityTimeout"]);
        Assert.Equal("345600", all["MessageRetentionPeriod"]);
        Assert.Equal("0", all["ReceiveMessageWaitTimeSeconds"]);
        Assert.StartsWith("arn:aws:sqs:us-east-1:000000000000:q-", all["QueueArn"], StringComparison.Ordinal);
        Assert.False(all.ContainsKey("RedrivePolicy"));
    }

    [Fact]
    public async Task ListQueues_InPages_NamesEachOnce()
    {
        var prefix = "list" + Guid.NewGuid().ToString("N")[..6];
        for (var i = 0; i < 5; i++)
        {
            await server.Client.CreateQueueAsync($"{prefix}-{i}", CancellationToken);
        }

        var names = new List<string>();
        string? token = null;
        do
        {
            var page = await server.Client.ListQueuesAsync(
                new ListQueuesRequest { QueueNamePrefix = prefix, MaxResults = 2, NextToken = token }, CancellationToken);
            names.AddRange(page.QueueUrls.Select(url => url[(url.LastIndexOf('/') + 1)..]));
            token = page.NextToken;
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"{prefix}-{i}"), names);
    }

    [Fact]
    public async Task DeleteQueue_ThenUse_SaysThatItDoesNotExist()
    {
        var queue = await server.CreateQueueAsync();
        await server.Client.SendMessageAsync(queue, "x", CancellationToken);
        await server.Client.DeleteQueueAsync(queue, CancellationToken);

        var error = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => server.Client.SendMessageAsync(queue, "x", CancellationToken));
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", error.ErrorCode);

        // A queue of the same name begins empty.
        var name = queue[(queue.LastIndexOf('/') + 1)..];
        await server.Client.CreateQueueAsync(name, CancellationToken);
        Assert.Equal((0, 0, 0), await server.CountAsync(queue));
    }

    [Fact]
    public async Task DeleteQueue_WhileAReceiverWaits_EndsTheWait()
    {
        var queue = await server.CreateQueueAsync();
        var waiting = server.ReceiveAsync(queue, wait: 20);

        await server.Client.DeleteQueueAsync(queue, CancellationToken);

        try
        {
            Assert.Empty(await waiting.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken));
        }
        catch (QueueDoesNotExistException)
        {
            // The receive came after the deletion.
        }
    }

    [Fact]
    public async Task Tags_AreAddedListedAndRemoved()
    {
        var queue = await server.CreateQueueAsync();

        await server.Client.TagQueueAsync(new TagQueueRequest { QueueUrl = queue, Tags = new() { ["a"] = "1", ["b"] = "2" } }, CancellationToken);
        await server.Client.UntagQueueAsync(new UntagQueueRequest { QueueUrl = queue, TagKeys = ["a"] }, CancellationToken);

        var tags = (await server.Client.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = queue }, CancellationToken)).Tags;
        Assert.Equal(new Dictionary<string, string> { ["b"] = "2" }, tags);
    }

    [Fact]
    public async Task PurgeQueue_RemovesMessagesInEveryState()
    {
        var queue = await server.CreateQueueAsync();
        await server.Client.SendMessageAsync(queue, "in flight", CancellationToken);
        await server.ReceiveAsync(queue);
        await server.Client.SendMessageAsync(queue, "visible", CancellationToken);
        await server.Client.SendMessageAsync(new SendMessageRequest(queue, "delayed") { DelaySeconds = 900 }, CancellationToken);
        Assert.Equal((1, 1, 1), await server.CountAsync(queue));

        await server.Client.PurgeQueueAsync(queue, CancellationToken);

        Assert.Equal((0, 0, 0), await server.CountAsync(queue));
    }
}
