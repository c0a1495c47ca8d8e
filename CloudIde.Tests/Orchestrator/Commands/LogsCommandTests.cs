using System.Text.Json.Nodes;
using CloudIde.Orchestrator.Commands;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class LogsCommandTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    [Fact]
    public async Task Logs_OfOneTask_HoldItsLinesAndNoOther()
    {
        var (task, other) = (await world.StartTaskAsync(), await world.StartTaskAsync());
        await Eventually.TrueAsync(
            async () => (await LinesAsync(task)).Count >= 2 && (await LinesAsync(other)).Count >= 2, "both lines are logged");

        var lines = await LinesAsync(task);

        Assert.Equal(["the first line", "the second line"], lines.Select(line => (string)line["message"]!));
        Assert.All(lines, line => Assert.Equal(task, (string?)line["taskId"]));
        var all = await CommandLineRunner.RunAsync(world.Configuration, "logs", "--since", "1h");
        Assert.Contains(task[..8] + " the first line", all.Output, StringComparison.Ordinal);
        Assert.Contains(other[..8] + " the first line", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_OfNoTask_AreEmptyAndSaySoToThePerson()
    {
        var run = await CommandLineRunner.RunAsync(world.Configuration, "logs", "no-such-task", "--json");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Equal("No task that begins with no-such-task wrote anything in that time.", run.Error.Trim());
    }

    [Fact]
    public async Task Logs_Followed_ShowEachLineOnceUntilTheyAreEnded()
    {
        var task = await world.StartTaskAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var following = CommandLineRunner.RunAsync(world.Configuration, end.Token, "logs", task, "-f", "--json");
        await Eventually.TrueAsync(async () => (await LinesAsync(task)).Count == 2, "both lines are logged");

        // Two more looks at the log, in which nothing may be repeated.
        await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        await end.CancelAsync();

        var run = await following;
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private async Task<IReadOnlyList<JsonNode>> LinesAsync(string task)
    {
        var run = await CommandLineRunner.RunAsync(world.Configuration, "logs", task, "--json");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
