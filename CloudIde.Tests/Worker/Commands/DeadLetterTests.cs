using CloudIde.Core.Commands;
using CloudIde.Server.Commands;
using CloudIde.Tests.Core;
using CloudIde.Tests.Worker.Workspaces;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CloudIde.Tests.Worker.Commands;

/// <summary>Commands whose messages were tried too often.</summary>
public sealed class DeadLetterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Command_AmongTheDeadLetters_IsUndeliverable_AndRunsOnceItIsPutBack(bool all)
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.LimitReceivesAsync(2);
        var command = await world.SubmitAsync("echo \"ran at last\"");
        var watch = new DeadCommandWatch(world.DeadLetters, world.Commands, TimeProvider.System, NullLogger<DeadCommandWatch>.Instance);
        Assert.Equal(0, await watch.LookAsync(Cancellation));
        await TryInVainAsync(world, 3);

        // A worker that holds the workspace will run it yet.
        var lease = await world.Workspaces.AcquireAsync(world.Project, "w", "a");
        Assert.Equal(0, await watch.LookAsync(Cancellation));
        await world.Workspaces.ReleaseAsync(lease);
        Assert.Equal(1, await watch.LookAsync(Cancellation));
        Assert.Equal(0, await watch.LookAsync(Cancellation));
        Assert.Equal(CommandState.Undeliverable, (await world.RecordAsync(command)).State);

        var letter = Assert.Single(await world.DeadLetters.ListAsync(10, Cancellation));
        Assert.Equal((command.CommandId, world.Project), (letter.Activation!.Command!.CommandId, letter.Activation.ProjectId));
        Assert.True(letter.ReceiveCount > 2);
        Assert.Single(await world.DeadLetters.ListAsync(10, Cancellation));

        await world.StartWorkerAsync();
        Assert.False(await world.DeadLetters.RedriveAsync("no-such-message", Cancellation));
        if (all)
        {
            Assert.Equal(1, await world.DeadLetters.RedriveAllAsync(Cancellation));
        }
        else
        {
            Assert.True(await world.DeadLetters.RedriveAsync(letter.MessageId, Cancellation));
        }

        await Eventually.TrueAsync(async () => (await world.RecordAsync(command)).State == CommandState.Finished, "it ran");
        Assert.Equal("ran at last\n", await world.OutputAsync(command));
        await Eventually.TrueAsync(async () => await world.DeadLetters.CountAsync(Cancellation) == 0, "no dead letter is left");
    }

    [Fact]
    public async Task DeadLetter_ThatIsNoActivation_SaysWhy()
    {
        await using var world = await WorkerWorld.StartAsync();
        Assert.Null(await world.DeadLetters.CountAsync(Cancellation));
        await world.LimitReceivesAsync(1);
        await world.Sqs.SendMessageAsync(
            (await world.Sqs.GetQueueUrlAsync("cloudide-terminal-queue", Cancellation)).QueueUrl, "not JSON", Cancellation);
        await TryInVainAsync(world, 2);
        var letter = Assert.Single(await world.DeadLetters.ListAsync(10, Cancellation));
        Assert.StartsWith("The body is not an activation", letter.Reason, StringComparison.Ordinal);
        Assert.Equal("not JSON", letter.Body);
    }

    private static async Task TryInVainAsync(WorkerWorld world, int tries)
    {
        for (var tried = 0; tried < tries; tried++)
        {
            foreach (var received in await world.Queue.ReceiveAsync(10, TimeSpan.Zero, TimeSpan.FromSeconds(30), Cancellation))
            {
                await world.Queue.ExtendAsync(received.ReceiptHandle, TimeSpan.Zero, Cancellation);
            }
        }
    }
}
