using CloudIde.Core.Operations;
using CloudIde.Core.Redis;
using CloudIde.Orchestrator.Commands;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class StatusCommandTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    [Fact]
    public async Task Status_WithoutAnOrchestrator_IsUnwellAndShowsTheRest()
    {
        await world.Redis.GetDatabase().KeyDeleteAsync(RedisKeys.OrchestratorLeader);

        var run = await CommandLineRunner.RunAsync(world.Configuration, "status", "--json");

        Assert.Equal(ExitCodes.Unwell, run.ExitCode);
        Assert.Contains("No orchestrator acts.", run.Json["problems"]!.AsArray().Select(problem => (string)problem!));
        Assert.Equal(0, (int?)run.Json["queue"]!["visible"]);
    }

    [Fact]
    public async Task Status_WithAnOrchestrator_ShowsItsDecisionAndCost()
    {
        await world.Redis.GetDatabase().StringSetAsync(RedisKeys.OrchestratorLeader, "here:1:x");
        await world.Records.LeaveAsync(new FleetReport(DateTimeOffset.UtcNow, "here:1:x", "ecs", "backlog", 3, "Three are needed.")
        {
            Spend = new SpendReport(0.0247, 0.0741, 1.5, 12.25, null, null),
        });

        var json = await CommandLineRunner.RunAsync(world.Configuration, "status", "--json");
        var text = await CommandLineRunner.RunAsync(world.Configuration, "status");

        Assert.Equal("here:1:x", (string?)json.Json["orchestrator"]);
        Assert.Equal(3, (int?)json.Json["latest"]!["target"]);
        Assert.Contains("Three are needed.", text.Output, StringComparison.Ordinal);
        Assert.Contains("$0.0741 an hour, $1.50 this month, about $12.25 at its end", text.Output, StringComparison.Ordinal);
        Assert.Contains("0 waiting, 0 active", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_AfterTheLastRoundWasLongAgo_IsUnwell()
    {
        await world.Redis.GetDatabase().StringSetAsync(RedisKeys.OrchestratorLeader, "here:1:x");
        await world.Records.LeaveAsync(new FleetReport(DateTimeOffset.UtcNow.AddMinutes(-5), "here:1:x", "ecs", "backlog", 3, "x"));

        var run = await CommandLineRunner.RunAsync(world.Configuration, "status");

        Assert.Equal(ExitCodes.Unwell, run.ExitCode);
        Assert.Contains("The latest round was 30", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_OfWhatIsSetUp_ChangesNothing()
    {
        var json = await CommandLineRunner.RunAsync(world.Configuration, "setup", "--json");
        var text = await CommandLineRunner.RunAsync(world.Configuration, "setup");

        Assert.Equal(ExitCodes.Done, json.ExitCode);
        Assert.All(json.Json["steps"]!.AsArray(), step => Assert.Contains((string)step!["outcome"]!, new[] { "unchanged", "skipped" }, StringComparer.OrdinalIgnoreCase));
        Assert.Contains("AWS_SQS_QUEUE_URL=http", text.Output, StringComparison.Ordinal);
        Assert.Contains("ECS_TASK_DEFINITION=cloudide-worker:", text.Output, StringComparison.Ordinal);
    }
}
