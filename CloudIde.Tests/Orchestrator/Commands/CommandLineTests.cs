using CloudIde.Orchestrator.Commands;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("run", "until it is stopped")]
    [InlineData("setup", "--task-definition")]
    [InlineData("build-push", "--tag")]
    [InlineData("tasks", "--json")]
    [InlineData("logs", "--follow")]
    [InlineData("status", "--json")]
    [InlineData("stop", "--force")]
    [InlineData("test", "--timeout")]
    [InlineData("dead-letters", "--json")]
    [InlineData("redrive", "--all")]
    [InlineData("cost", "--json")]
    [InlineData("simulate", "--policy")]
    public async Task Help_OfACommand_ShowsWhatItTakes(string command, string expected)
    {
        var help = await CommandLineRunner.RunAsync(CommandLineRunner.Configuration(), command, "--help");
        var overview = await CommandLineRunner.RunAsync(CommandLineRunner.Configuration(), "--help");

        Assert.Equal(ExitCodes.Done, help.ExitCode);
        Assert.Contains(expected, help.Output, StringComparison.Ordinal);
        Assert.Contains($"  {command}", overview.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tasks", "--jsn")]
    [InlineData("stop")]
    [InlineData("logs", "--since", "soon")]
    [InlineData("test", "--timeout", "0")]
    [InlineData("redrive")]
    [InlineData("redrive", "some-message", "--all")]
    [InlineData("tasks", "--json", "extra")]
    [InlineData("no-such-command")]
    public async Task ACommandLine_ThatIsNotUnderstood_HasAnExitCodeOfItsOwnAndDoesNothing(params string[] arguments)
    {
        var run = await CommandLineRunner.RunAsync(CommandLineRunner.Configuration(), arguments);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.NotEmpty(run.Error);

        // The help that comes with it is no result: a script would read it as one.
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("tasks")]
    [InlineData("logs")]
    [InlineData("status")]
    [InlineData("setup")]
    [InlineData("test")]
    [InlineData("stop", "abc")]
    public async Task AnInvalidSetting_IsNamedByEveryCommand(params string[] arguments)
    {
        var configuration = CommandLineRunner.Configuration(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1",
            ["ECS_MIN_TASKS"] = "many",
        });

        var run = await CommandLineRunner.RunAsync(configuration, arguments);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("ECS_MIN_TASKS", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }
}
