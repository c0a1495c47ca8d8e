using System.Xml.Linq;
using CloudIde.Orchestrator.Commands;
using CloudIde.Orchestrator.Simulation;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloudide-simulate-").FullName;

    [Theory]
    [InlineData("--min", "--min", "5", "--max", "3")]
    [InlineData("--max", "--max", "0")]
    [InlineData("--max", "--max", "60000")]
    [InlineData("--messages-per-task", "--messages-per-task", "2000")]
    [InlineData("--cold-start", "--cold-start", "60-30")]
    [InlineData("--cold-start", "--cold-start", "-5-10")]
    [InlineData("--days", "--days", "100000")]
    [InlineData("--hourly-ceiling", "--hourly-ceiling", "NaN")]
    [InlineData("--hourly-ceiling", "--hourly-ceiling", "-1")]
    public async Task AnOption_OutOfItsBounds_IsNamedAsItWasTyped(string named, params string[] arguments)
    {
        var run = await CommandLineRunner.RunAsync(CommandLineRunner.Configuration(), ["simulate", "--workload", "idle", .. arguments]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ECS_", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task AnHourlyCeiling_BelowOneTask_IsRefusedInsteadOfSimulatedWithoutEnd()
    {
        var run = await CommandLineRunner.RunAsync(
            CommandLineRunner.Configuration(), "simulate", "--trace", Trace("0,10"), "--hourly-ceiling", "0");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("0.0247", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALongSimulation_IsEndedByASignal()
    {
        // Ten years, looked at each five seconds: hours of work.
        using var signal = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        var run = await CommandLineRunner.RunAsync(
            CommandLineRunner.Configuration(), signal.Token, "simulate", "--trace", Trace("0,3e8"));

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Contains("Simulating trace with predictive.", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("seed", 5)]
    [InlineData("backlog", 0.1)]
    [InlineData("predictive", 0.1)]
    [InlineData("keda", 30)]
    public async Task OneActivation_WithoutATask_WaitsForALookAndAColdStartAndIsBilledAMinuteAtLeast(string policy, double look)
    {
        var run = await CommandLineRunner.RunAsync(
            CommandLineRunner.Configuration(),
            "simulate", "--trace", Trace("0,1"), "--policy", policy, "--min", "0", "--cold-start", "20-20", "--json");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(look + 20, (double)run.Json["waitSeconds"]!["max"]!, 6);
        Assert.Equal(1, (int?)run.Json["launches"]);
        Assert.True((double)run.Json["taskHours"]! * 3600 >= 60);
        Assert.Equal((double)run.Json["taskHours"]! * 0.024685, (double)run.Json["taskUsd"]!, 8);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0,1\r\n5,2\r\n")]
    [InlineData("9,1\n0,0\n\n1e1,2E0\n")]
    public async Task ATrace_AsProgramsWriteThem_IsRead(string rows)
    {
        var path = Path.Combine(_folder, "trace.csv");
        await File.WriteAllTextAsync(path, $"\uFEFFarrivalSeconds,durationSeconds\n{rows}", TestContext.Current.CancellationToken);

        var run = await CommandLineRunner.RunAsync(CommandLineRunner.Configuration(), "simulate", "--trace", path, "--json");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(rows.Count(c => c == ','), (int?)run.Json["activations"]);
        Assert.Equal(0, (int?)run.Json["workInterrupted"]);
    }

    [Fact]
    public async Task APlot_OfATraceWithALongName_IsXmlInWhichTheNameStaysBesideTheBars()
    {
        var (trace, plot) = (Path.Combine(_folder, "a<b>&c of quite another length.csv"), Path.Combine(_folder, "plot.svg"));
        File.Move(Trace("0,10"), trace);

        var run = await CommandLineRunner.RunAsync(
            CommandLineRunner.Configuration(), "simulate", "--trace", trace, "--policy", "all", "--plot", plot);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        var texts = XDocument.Load(plot).Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value).ToList();
        Assert.Contains("a<b>&c of quite…", texts);
        Assert.All(SimulatedPolicies.Names, policy => Assert.Equal(2, texts.Count(text => text.EndsWith(policy, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task APlot_ThatCannotBeWritten_DoesNotLoseTheResult()
    {
        var run = await CommandLineRunner.RunAsync(
            CommandLineRunner.Configuration(), "simulate", "--trace", Trace("0,10"), "--json", "--plot", Path.Combine(_folder, "none", "plot.svg"));

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("plot.svg", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, (int?)run.Json["activations"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Trace(string rows)
    {
        var path = Path.Combine(_folder, "trace.csv");
        File.WriteAllText(path, $"arrivalSeconds,durationSeconds\n{rows}\n");
        return path;
    }
}
