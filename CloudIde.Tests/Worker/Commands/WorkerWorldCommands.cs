using System.Diagnostics;
using System.Text;
using CloudIde.Core.Activations;
using CloudIde.Core.Commands;
using CloudIde.Tests.Worker.Workspaces;
using Xunit;

namespace CloudIde.Tests.Worker.Commands;

/// <summary>Commands in a world of workers.</summary>
internal static class WorkerWorldCommands
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>From now on the queue moves a message to the dead letters after this many receives.</summary>
    public static async Task LimitReceivesAsync(this WorkerWorld world, int max)
    {
        var url = (await world.Sqs.GetQueueUrlAsync(ActivationQueue.DefaultQueueName, Cancellation)).QueueUrl;
        await world.Sqs.SetQueueAttributesAsync(
            url,
            new()
            {
                ["RedrivePolicy"] =
                    $$"""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:{{WorkerWorld.DeadLetterQueueName}}","maxReceiveCount":{{max}}}""",
            },
            Cancellation);
    }

    /// <summary>Hands a command in, as the server does.</summary>
    public static async Task<CommandKey> SubmitAsync(
        this WorkerWorld world, string text, string? project = null, int timeoutSeconds = 60, IReadOnlyDictionary<string, string>? environment = null)
    {
        var order = new CommandOrder(Guid.NewGuid().ToString("N"), text, timeoutSeconds, 3600, environment);
        await world.HandInAsync(project ?? world.Project, order);
        return new CommandKey(project ?? world.Project, order.CommandId);
    }

    /// <summary>Hands a given command in.</summary>
    public static async Task HandInAsync(this WorkerWorld world, string project, CommandOrder order) =>
        Assert.Equal(CommandSubmission.Queued, await world.Submitter.SubmitAsync(project, order, 10_000, Cancellation));

    /// <summary>A command's record.</summary>
    public static async Task<CommandRecord> RecordAsync(this WorkerWorld world, CommandKey command)
    {
        var record = await world.Commands.GetAsync(command, DateTimeOffset.UtcNow);
        Assert.NotNull(record);
        return record;
    }

    /// <summary>Waits for a command's outcome.</summary>
    public static async Task<CommandRecord> OutcomeAsync(this WorkerWorld world, CommandKey command)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var record = await world.RecordAsync(command);
            if (record.State.IsOutcome())
            {
                return record;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(90), $"The command has no outcome: {record.State}");
            await Task.Delay(20, Cancellation);
        }
    }

    /// <summary>All kept output of a command.</summary>
    public static async Task<string> OutputAsync(this WorkerWorld world, CommandKey command)
    {
        var record = await world.RecordAsync(command);
        var text = new StringBuilder();
        var log = new CommandOutputLog(world.Redis);
        for (var part = await log.ReadAsync(command, record, 0, 1 << 20); part.Data.Length > 0;
            part = await log.ReadAsync(command, record, part.NextOffset, 1 << 20))
        {
            text.Append(Encoding.UTF8.GetString(part.Data.Span));
        }

        return text.ToString();
    }
}
