using CloudIde.Bench.Scaling.Live;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>A burst of terminals on the whole system, with workers as processes: a short one of what the benchmark <c>scaling-live</c> runs.</summary>
public sealed class LiveBurstTests
{
    [Fact]
    public async Task Burst_OfMoreThanTheCeilingHolds_IsServedAndTheFleetShrinksAgain()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");
        var options = new LiveBurstOptions
        {
            Activations = 10,
            MinTasks = 1,
            MaxTasks = 3,
            MessagesPerTask = 2,
            StartSeconds = "0.5-1",
            MinWorkSeconds = 0.2,
            MaxWorkSeconds = 1,
            ScaleInSeconds = 1,
            PollSeconds = 1,
            Patience = TimeSpan.FromMinutes(1),
        };

        var live = await LiveBurst.RunAsync(options, TestContext.Current.CancellationToken);

        Assert.All(live.Sessions, session => Assert.Null(session.Problem));
        Assert.Equal(options.Activations, live.Trace.Count);
        Assert.InRange(live.Curves.Tasks.Peak, options.MinTasks + 1, options.MaxTasks);
        Assert.InRange(live.Curves.Targets.Peak, options.MinTasks + 1, options.MaxTasks);
        Assert.Empty(live.Moved);
        Assert.Empty(live.BusyStops);
        Assert.True(live.IsBack, "The fleet was not back at its minimum.");
    }
}
