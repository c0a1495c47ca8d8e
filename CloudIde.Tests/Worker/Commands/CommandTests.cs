using System.Globalization;
using CloudIde.Core.Commands;
using CloudIde.Core.Redis;
using CloudIde.Tests.AppHost;
using CloudIde.Tests.Core;
using CloudIde.Tests.Worker.Workspaces;
using Xunit;

namespace CloudIde.Tests.Worker.Commands;

/// <summary>Commands on a real worker, with a real shell, queue and Redis.</summary>
public sealed class CommandTests
{
    private static readonly (string, string)[] Quick = [("ACTIVATION_VISIBILITY_SECONDS", "5"), ("WORKSPACE_SYNC_SECONDS", "0.2")];

    [Fact]
    public async Task Command_OfAnInactiveProject_RunsInItsFiles_AndItsFilesAreSavedBeforeItIsOver()
    {
        await using var world = await WorkerWorld.StartAsync();
        var command = await world.SubmitAsync("echo out; echo err >&2; pwd; echo written > new.txt; exit 7");
        await world.StartWorkerAsync(("WORKSPACE_SYNC_SECONDS", "3600"));
        var record = await world.OutcomeAsync(command);
        Assert.Equal("written\n", await world.ReadAsync("new.txt"));
        Assert.Equal((CommandState.Finished, 7, (string?)null), (record.State, record.ExitCode!.Value, record.Notice));
        var lines = (await world.OutputAsync(command)).Split('\n');
        Assert.Equal(["out", "err"], lines[..2]);
        Assert.EndsWith("/project", lines[2], StringComparison.Ordinal);
        Assert.True(record.CreatedAt <= record.StartedAt && record.StartedAt <= record.EndedAt);
        Assert.Equal(record.OutputBytes, (await world.OutputAsync(command)).Length);
    }

    [Fact]
    public async Task Command_OfAnActiveProject_RunsInItsWorkspace_AlthoughNobodyReceivesItsMessage()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync(("ECS_MESSAGES_PER_TASK", "1"));
        await world.ActivateAsync();
        await world.WaitForStateAsync(CloudIde.Core.Workspaces.WorkspaceState.Active);
        var command = await world.SubmitAsync("echo here");
        Assert.Equal(CommandState.Finished, (await world.OutcomeAsync(command)).State);
        Assert.Equal("here\n", await world.OutputAsync(command));

        // The only slot is taken, so that the message is still there; it runs nothing when it is received.
        Assert.Equal(1, (await world.Queue.GetDepthAsync(TestContext.Current.CancellationToken)).Visible);
        await world.StartWorkerAsync();
        await Eventually.TrueAsync(
            async () => (await world.Queue.GetDepthAsync(TestContext.Current.CancellationToken)).Total == 1, "the message is deleted");
        Assert.Equal(CommandState.Finished, (await world.RecordAsync(command)).State);
    }

    [Fact]
    public async Task Environment_IsATerminalsAndTheCommandsOwn_AndNothingOfTheWorkers()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync();
        var command = await world.SubmitAsync(
            "env; tty; cat; echo \"stdin is empty\"", environment: new Dictionary<string, string> { ["GREETING"] = "hello  'world'\n$HOME" });
        await world.OutcomeAsync(command);
        var output = await world.OutputAsync(command);
        Assert.Contains("GREETING=hello  'world'\n$HOME\n", output, StringComparison.Ordinal);
        Assert.Contains("TERM=dumb\n", output, StringComparison.Ordinal);
        Assert.Contains("not a tty\n", output, StringComparison.Ordinal);
        Assert.Contains("stdin is empty\n", output, StringComparison.Ordinal);
        foreach (var name in new[] { "AWS_", "REDIS_", "WORKER_", "DOTNET_" })
        {
            Assert.DoesNotContain("\n" + name, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("sleep {0} & setsid sleep {0} & (trap '' HUP TERM; sleep {0}) & echo started; wait", 2, false, CommandState.TimedOut)]
    [InlineData("sleep {0} & setsid sleep {0} & echo started; wait", 60, true, CommandState.Cancelled)]
    [InlineData("sleep {0} & setsid sleep {0} & echo started", 60, false, CommandState.Finished)]
    public async Task End_OfACommand_EndsEverythingThatItStarted(string text, int timeout, bool cancel, CommandState expected)
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync();
        var seconds = Random.Shared.Next(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture);
        var command = await world.SubmitAsync(string.Format(CultureInfo.InvariantCulture, text, seconds), timeoutSeconds: timeout);
        if (cancel)
        {
            await Eventually.TrueAsync(async () => (await world.RecordAsync(command)).OutputBytes > 0, "the command has started");
            Assert.Equal(CommandState.Running, await world.Commands.CancelAsync(command, DateTimeOffset.UtcNow));
        }

        var record = await world.OutcomeAsync(command);
        Assert.Equal(expected, record.State);
        Assert.Equal("started\n", await world.OutputAsync(command));
        Assert.Equal(expected == CommandState.Finished, record.Notice is null);
        Assert.Empty(ProcessTree.FindByArgument(seconds));
    }

    [Fact]
    public async Task Output_BeyondTheLimit_KeepsBeginningAndEnd_AndDoesNotHoldTheCommandUp()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync(("COMMAND_OUTPUT_BYTES", "65536"));
        var command = await world.SubmitAsync("seq 1 2000000");
        var record = await world.OutcomeAsync(command);
        var whole = string.Concat(Enumerable.Range(1, 2_000_000).Select(number => $"{number}\n"));
        var output = await world.OutputAsync(command);
        Assert.Equal((whole.Length, 49_152L, whole.Length - 16_384L), ((int)record.OutputBytes, record.HeadBytes, record.TailOffset));
        Assert.Equal(whole[..49_152] + whole[^16_384..], output);
        Assert.Contains("the last 16384 bytes are kept", record.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_BeyondTheNumberAtOnce_WaitInOrder_AndKeepTheWorkspace()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync(("COMMANDS_AT_ONCE", "1"), ("WORKSPACE_IDLE_SECONDS", "1"));
        List<CommandKey> commands = [];
        for (var number = 0; number < 6; number++)
        {
            commands.Add(await world.SubmitAsync($"echo {number} >> order.txt; sleep 0.5"));
        }

        foreach (var command in commands)
        {
            Assert.Equal(CommandState.Finished, (await world.OutcomeAsync(command)).State);
        }

        Assert.Equal("0\n1\n2\n3\n4\n5\n", await world.ReadAsync("order.txt"));
        Assert.Single((await Task.WhenAll(commands.Select(world.RecordAsync))).Select(record => record.Epoch).Distinct());
        await Eventually.TrueAsync(
            async () => (await world.Queue.GetDepthAsync(TestContext.Current.CancellationToken)).Total == 0, "the queue is empty");
    }

    [Fact]
    public async Task Kill_OfTheWorker_IsReportedOfWhatRan_AndWhatWaitedRunsElsewhere()
    {
        await using var world = await WorkerWorld.StartAsync();
        var worker = world.StartProgram("w1", [.. Quick, ("COMMANDS_AT_ONCE", "1")]);
        var running = await world.SubmitAsync("echo before; sleep 1000");
        var waiting = await world.SubmitAsync("echo after");
        await Eventually.TrueAsync(async () => (await world.RecordAsync(running)).OutputBytes > 0, "the command runs");
        worker.Kill();
        world.StartProgram("w2", Quick);

        var lost = await world.OutcomeAsync(running);
        Assert.Equal((CommandState.WorkerLost, CommandNotices.WorkerLost, "w1"), (lost.State, lost.Notice, lost.WorkerId));
        Assert.Equal("before\n", await world.OutputAsync(running));
        var ran = await world.OutcomeAsync(waiting);
        Assert.Equal((CommandState.Finished, "w2"), (ran.State, ran.WorkerId));
    }

    [Fact]
    public async Task Stop_OfTheWorker_LetsShortCommandsEnd_InterruptsLongOnes_AndHandsOnWhatWaits()
    {
        await using var world = await WorkerWorld.StartAsync();
        var worker = world.StartProgram("w1", [.. Quick, ("COMMANDS_AT_ONCE", "2"), ("WORKER_STOP_SECONDS", "12")]);
        var quick = await world.SubmitAsync("echo quick; sleep 3; echo done");
        var slow = await world.SubmitAsync("echo slow; echo kept > slow.txt; sleep 1000");
        var waiting = await world.SubmitAsync("cat slow.txt");
        await Eventually.TrueAsync(async () => (await world.RecordAsync(slow)).OutputBytes > 0
            && (await world.RecordAsync(quick)).OutputBytes > 0, "both run");
        await worker.TerminateAsync();
        Assert.Equal("quick\ndone\n", await world.OutputAsync(quick));
        Assert.Equal(CommandState.Finished, (await world.RecordAsync(quick)).State);
        Assert.Equal(CommandState.Interrupted, (await world.RecordAsync(slow)).State);
        var next = await world.RecordAsync(waiting);
        Assert.True(next.State is CommandState.Queued or CommandState.Finished, $"It is {next.State}.");

        world.StartProgram("w2", Quick);
        Assert.Equal(CommandState.Finished, (await world.OutcomeAsync(waiting)).State);
        Assert.Equal("kept\n", await world.OutputAsync(waiting));
    }

    [Fact]
    public async Task Command_WhoseRecordRedisLost_RunsWhenItsMessageComesForTheFirstTime()
    {
        await using var world = await WorkerWorld.StartAsync();
        var command = await world.SubmitAsync("echo found");
        await world.Redis.GetDatabase().KeyDeleteAsync([RedisKeys.Command(command), RedisKeys.Commands(world.Project), RedisKeys.OpenCommands(world.Project)]);
        await world.StartWorkerAsync();
        await Eventually.TrueAsync(async () => await world.Commands.GetAsync(command, DateTimeOffset.UtcNow) is not null, "it is known again");
        Assert.Equal(CommandState.Finished, (await world.OutcomeAsync(command)).State);
        Assert.Equal("found\n", await world.OutputAsync(command));
    }
}
