using CloudIde.Orchestrator.Commands;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class TasksCommandTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    [Fact]
    public async Task Tasks_OfAFleet_ShowWhatEachWorkerDoes()
    {
        var (busy, silent) = (await world.StartTaskAsync(), await world.StartTaskAsync());
        await world.RegisterAsync(busy, used: 2);

        var json = await CommandLineRunner.RunAsync(world.Configuration, "tasks", "--json");
        var table = await CommandLineRunner.RunAsync(world.Configuration, "tasks");

        Assert.Equal(ExitCodes.Done, json.ExitCode);
        var tasks = json.Json.AsArray().ToDictionary(task => (string)task!["taskId"]!, task => task!);
        Assert.Equal("busy", (string?)tasks[busy]["state"]);
        Assert.Equal(2, (int?)tasks[busy]["usedSlots"]);
        Assert.Equal("unregistered", (string?)tasks[silent]["state"]);
        Assert.Contains(table.Output.Split('\n'), line =>
            line.Contains(busy, StringComparison.Ordinal) && line.Contains("2/5", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Done, table.ExitCode);
    }

    [Fact]
    public async Task Tasks_WithoutAws_SayThatItCannotBeReached()
    {
        var configuration = CommandLineRunner.Configuration(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9",
            ["AWS_MAX_ATTEMPTS"] = "1",
        });

        var run = await CommandLineRunner.RunAsync(configuration, "tasks");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("cannot be reached", run.Error, StringComparison.Ordinal);
    }
}
