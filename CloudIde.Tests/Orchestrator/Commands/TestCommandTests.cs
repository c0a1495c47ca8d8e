using CloudIde.Orchestrator.Commands;
using CloudIde.Tests.Core;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class TestCommandTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    [Fact]
    public async Task Test_WithoutAWorker_SaysWhatItWaitedFor()
    {
        var run = await CommandLineRunner.RunAsync(world.Configuration, "test", "--timeout", "1", "--json");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Equal("Gave up after 1 s of waiting for a worker to take it.", (string?)run.Json["problem"]);
        Assert.Equal("command stored in the queue", (string?)Assert.Single(run.Json["stages"]!.AsArray())!["name"]);
    }

    [Fact]
    public async Task Test_EndedByCtrlC_SaysSoAndHasItsExitCode()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var test = CommandLineRunner.RunAsync(world.Configuration, end.Token, "test");
        await Eventually.TrueAsync(
            async () => (await world.Redis.GetServers()[0].KeysAsync(pattern: "cloudide:{probe*}:activation").AnyAsync()), "the probe has begun");
        await end.CancelAsync();

        var run = await test;

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.EndsWith("Interrupted.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UntilItIsStopped_LeadsAndReportsItsRounds()
    {
        var configuration = CommandLineRunner.Configuration(
            [.. world.Configuration.AsEnumerable(), KeyValuePair.Create("ORCHESTRATOR_PORT", (string?)"0"), KeyValuePair.Create("ECS_MIN_TASKS", (string?)"0")]);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = CommandLineRunner.RunAsync(configuration, end.Token, "run");
        await Eventually.TrueAsync(async () => await world.Records.FindReportAsync() is not null, "a round is reported");

        var status = await CommandLineRunner.RunAsync(configuration, "status", "--json");
        await end.CancelAsync();

        Assert.Equal(ExitCodes.Done, (await running).ExitCode);
        Assert.Equal((string?)status.Json["latest"]!["orchestrator"], (string?)status.Json["orchestrator"]);
        Assert.Null(await world.Records.FindLeaderAsync());
    }
}
