using CloudIde.Orchestrator.Commands;
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
        Assert.Equal("activation stored in the queue", (string?)Assert.Single(run.Json["stages"]!.AsArray())!["name"]);
    }
}
