using System.Net;
using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using Xunit;

namespace CloudIde.Tests.Server.Operations;

public sealed class DeadLetterEndpointTests(OperationsWorld world) : IClassFixture<OperationsWorld>
{
    private const string Path = "/api/v2/ops/dead-letters";

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DeadLetters_AreListedAndPutBack_ByOperatorsOnly()
    {
        (await world.Stranger.GetAsync(Path)).Problem(HttpStatusCode.Forbidden);
        (await world.Stranger.PostAsync(Path + "/redrive", new { all = true })).Problem(HttpStatusCode.Forbidden);
        Assert.Contains("setup", (await world.Operator.GetAsync(Path)).Problem(HttpStatusCode.NotFound), StringComparison.Ordinal);

        using var sqs = world.Aws.CreateSqsClient();
        using var queue = new ActivationQueue(sqs, world.Aws);
        var dead = (await sqs.CreateQueueAsync("cloudide-terminal-dlq", CancellationToken)).QueueUrl;
        await sqs.SetQueueAttributesAsync(
            (await sqs.GetQueueUrlAsync(ActivationQueue.DefaultQueueName, CancellationToken)).QueueUrl,
            new() { ["RedrivePolicy"] = """{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:cloudide-terminal-dlq","maxReceiveCount":1}""" },
            CancellationToken);
        Assert.Equal(0, (await world.Operator.GetAsync(Path)).Is(HttpStatusCode.OK).Json.GetProperty("count").GetInt32());
        await queue.SendAsync(
            new ActivationMessage(1, "a1", "p1", DateTimeOffset.UtcNow, new CommandOrder("c1", "true", 60, 3600)), CancellationToken);
        for (var tried = 0; tried < 2; tried++)
        {
            foreach (var received in await queue.ReceiveAsync(1, TimeSpan.Zero, TimeSpan.FromSeconds(30), CancellationToken))
            {
                await queue.ExtendAsync(received.ReceiptHandle, TimeSpan.Zero, CancellationToken);
            }
        }

        var letter = Assert.Single((await world.Operator.GetAsync(Path)).Is(HttpStatusCode.OK).Json.GetProperty("letters").EnumerateArray());
        Assert.Equal(("p1", "c1"), (letter.GetProperty("projectId").GetString(), letter.GetProperty("commandId").GetString()));
        Assert.Contains("\"true\"", letter.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.True(letter.GetProperty("receiveCount").GetInt32() >= 2);

        (await world.Operator.PostAsync(Path + "/redrive", new { })).Problem(HttpStatusCode.BadRequest);
        (await world.Operator.PostAsync(Path + "/redrive", new { messageId = "none" })).Problem(HttpStatusCode.NotFound);
        var id = letter.GetProperty("messageId").GetString();
        var redriven = (await world.Operator.PostAsync(Path + "/redrive", new { messageId = id })).Is(HttpStatusCode.OK).Json;
        Assert.Equal(1, redriven.GetProperty("redriven").GetInt32());
        var back = Assert.Single(await queue.ReceiveAsync(10, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), CancellationToken));
        Assert.Equal("c1", back.Message!.Command!.CommandId);
        Assert.Equal("0", (await sqs.GetQueueAttributesAsync(dead, ["ApproximateNumberOfMessages"], CancellationToken)).Attributes["ApproximateNumberOfMessages"]);
    }
}
