using CloudIde.Orchestrator.Simulation;
using CloudIde.Orchestrator.Simulation.Workloads;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Simulation;

/// <summary>The long version is <c>CloudIde.Bench -- scaling-search</c>.</summary>
public sealed class SimulationRunnerTests
{
    [Theory]
    [InlineData("steady")]
    [InlineData("diurnal")]
    [InlineData("class")]
    [InlineData("long")]
    [InlineData("heavy")]
    public void Predictive_WhereArrivalsArePredictable_WaitsAThirdAndCostsNoMore(string workload)
    {
        var own = Run(workload, "predictive");
        foreach (var rival in new[] { Run(workload, "keda"), Run(workload, "seed") })
        {
            Assert.True(own.CostUsd <= rival.CostUsd, $"{own.CostUsd} is more than {rival.Policy}'s {rival.CostUsd}.");
            Assert.True(
                own.WaitSeconds.P95 * 3 <= rival.WaitSeconds.P95, $"{own.WaitSeconds.P95} s against {rival.Policy}'s {rival.WaitSeconds.P95} s.");
        }

        Assert.Equal(0, own.WorkInterrupted);
    }

    [Theory]
    [InlineData("predictive")]
    [InlineData("backlog")]
    [InlineData("seed")]
    [InlineData("keda")]
    public void TheSameSeed_GivesTheSameReport(string policy)
    {
        var (first, second) = (Run("onoff", policy), Run("onoff", policy));

        Assert.Equal(first with { Samples = [] }, second with { Samples = [] });
        Assert.True(first.PeakTasks > 1);
    }

    [Fact]
    public void ColdStart_OfMeasuredStarts_ReplaysThemInTheirOrder()
    {
        var start = ColdStart.Replay([7, 17, 9]);

        Assert.Equal([7, 17, 9, 7], Enumerable.Range(0, 4).Select(launch => start.Draw(1, 0, launch)));
        Assert.Equal((7, 17), (start.MinSeconds, start.MaxSeconds));
    }

    [Fact]
    public void AMaximum_IsRespectedByAll()
    {
        var trace = WorkloadCatalog.Generate("flash", 1, 1, 1);
        foreach (var policy in SimulatedPolicies.Names)
        {
            var report = SimulationRunner.Run(
                new SimulationOptions { Policy = policy, Trace = trace, MaxTasks = 7 }, cancellationToken: TestContext.Current.CancellationToken);
            Assert.InRange(report.PeakTasks, 1, 7);
        }
    }

    [Fact]
    public void ATrace_WithoutItsHeaderOrWithAWord_IsRefusedByLineAndColumn()
    {
        Assert.Contains("line 1", Refusal("1,2\n"), StringComparison.Ordinal);
        Assert.Contains("line 3, column 4: durationSeconds", Refusal("arrivalSeconds,durationSeconds\n1,2\n20,x\n"), StringComparison.Ordinal);
        Assert.Contains("line 2", Refusal("arrivalSeconds,durationSeconds\n-1,2\n"), StringComparison.Ordinal);
    }

    private static string Refusal(string text) =>
        Assert.Throws<InvalidDataException>(() => TraceFile.Read("t", "t.csv", new StringReader(text))).Message;

    private static SimulationReport Run(string workload, string policy) =>
        SimulationRunner.Run(new SimulationOptions { Policy = policy, Trace = WorkloadCatalog.Generate(workload, 1, 1, 1) });
}
