using System.Globalization;
using Xunit;

namespace CloudIde.Tests.Torture;

/// <summary>
/// Terminals that print a known sequence, through real servers and workers, while everything around them breaks. The short
/// version is one of all tests; <c>CLOUDIDE_TORTURE_EVENTS=1000</c> makes it the long one, which takes some ten minutes, and
/// <c>CLOUDIDE_TEST_SEED</c> repeats the choices of a run.
/// </summary>
public sealed class TortureTests
{
    private const int ShortEvents = 30;

    [Fact]
    public async Task Terminals_WhileEverythingBreaks_LoseNothing()
    {
        var events = Setting("CLOUDIDE_TORTURE_EVENTS") ?? ShortEvents;
        var seed = Setting("CLOUDIDE_TEST_SEED") ?? Environment.TickCount;
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"seed {seed}: set CLOUDIDE_TEST_SEED to it for the same choices");
        await using var world = await TortureWorld.StartAsync();
        await using var run = new TortureRun(world, seed);
        try
        {
            await run.StartAsync(projects: 2, terminals: 2, viewers: 3);
            await run.ApplyAsync(events);
            await run.JudgeAsync();
        }
        catch (InvalidOperationException) when (world.Findings.HasFailed)
        {
            // Told below.
        }

        output.WriteLine(run.Summary());
        if (world.Findings.HasFailed)
        {
            Assert.Fail(
                $"""
                seed {seed}, {events} events
                {string.Join('\n', world.Findings.Failures)}

                What happened before:
                {string.Join('\n', world.Findings.LastEvents)}

                {string.Join("\n\n", world.Workers.Select(worker => worker.Program.Id + ":\n" + worker.Program.LastWords()))}
                """);
        }

        output.WriteLine(string.Join('\n', world.Findings.LastEvents.TakeLast(8)));
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
