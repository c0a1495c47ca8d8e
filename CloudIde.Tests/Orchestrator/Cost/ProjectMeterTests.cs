using CloudIde.Core.Operations;
using CloudIde.Core.Workspaces;
using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator.Cost;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Settings;
using CloudIde.Tests.Core;
using CloudIde.Tests.Core.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Cost;

/// <summary>The meter on a Redis of its own, under a fake clock. A task costs $0.36 an hour, $0.0001 a second; one on Spot a quarter of it.</summary>
public sealed class ProjectMeterTests : IAsyncLifetime
{
    private const double Second = 0.0001;

    private readonly RedisHost _host = RedisHost.Start();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 11, 12, 0, 0, TimeSpan.Zero));
    private readonly Leadership _leadership = new();
    private IConnectionMultiplexer? _redis;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private ProjectSpendRecords Spend => new(_redis!);

    public async ValueTask InitializeAsync() => _redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(_host.Port));

    public async ValueTask DisposeAsync()
    {
        await _redis!.DisposeAsync();
        _host.Dispose();
    }

    [Fact]
    public async Task AMinute_IsSharedByTheSlotsOfEachTask()
    {
        var meter = Meter();
        await HoldAsync(("a", "t1"), ("b", "t1"), ("c", "t2"), ("laptop", "elsewhere"));
        var fleet = Report(Task("t1", slots: 5), Task("t2", slots: 2, spot: true), Task("t3", slots: 0));

        await MeasureAsync(meter, 0, fleet);
        Assert.Empty((await Spend.FindAsync(_time.GetUtcNow())).Projects);
        await MeasureAsync(meter, 60, fleet);

        var month = await Spend.FindAsync(_time.GetUtcNow());
        Assert.Equal("2026-01", month.Month);
        Assert.Equal(["a", "b", "c"], month.Projects.Select(project => project.ProjectId));
        AssertUsd([60 * Second / 5, 60 * Second / 5, 60 * Second / 8], month.Projects.Select(project => project.MonthUsd));

        // Three slots of the first, one of the second, and all of the third, which is starting.
        AssertUsd([60 * Second * ((3.0 / 5) + (1.0 / 8) + 1)], [month.Unused.MonthUsd]);

        // A third of January has passed, and a minute.
        Assert.Equal(month.Projects[0].MonthUsd * 31 * 1440 / ((10.5 * 1440) + 1), month.Projects[0].MonthForecastUsd, 1e-12);

        await MeasureAsync(meter, 60, Report(Task("t1", slots: 5)));
        AssertUsd(
            [120 * Second / 5, 120 * Second / 5, 60 * Second / 8],
            (await Spend.FindAsync(_time.GetUtcNow())).Projects.Select(project => project.MonthUsd));
    }

    [Fact]
    public async Task TheTurnOfAMonth_IsSharedByBoth()
    {
        var meter = Meter();
        _time.SetUtcNow(new DateTimeOffset(2026, 1, 31, 23, 59, 50, TimeSpan.Zero));
        await HoldAsync(("a", "t1"));

        await MeasureAsync(meter, 0, Report(Task("t1", slots: 1)));
        await MeasureAsync(meter, 15, Report(Task("t1", slots: 1)));

        var (january, february) = (await Spend.FindAsync(_time.GetUtcNow().AddDays(-1)), await Spend.FindAsync(_time.GetUtcNow()));
        Assert.Equal(("2026-01", "2026-02"), (january.Month, february.Month));
        AssertUsd([10 * Second], [Assert.Single(january.Projects).MonthUsd]);
        AssertUsd([5 * Second], [Assert.Single(february.Projects).MonthUsd]);
    }

    [Fact]
    public async Task WhatNobodySaw_CountsForMinutesOnly()
    {
        var meter = Meter();
        await HoldAsync(("a", "t1"));
        var fleet = Report(Task("t1", slots: 1));
        await MeasureAsync(meter, 0, fleet);

        // A report that is old, and one that could not tell the tasks, are unknown: the next look counts for them.
        _time.Advance(TimeSpan.FromSeconds(91));
        await meter.MeasureAsync(CancellationToken);
        await MeasureAsync(meter, 9, fleet with { Tasks = null });
        Assert.Empty((await Spend.FindAsync(_time.GetUtcNow())).Projects);
        await MeasureAsync(meter, 20, fleet);
        AssertUsd([120 * Second], [await SpentAsync("a")]);

        // Another orchestrator takes over after an hour.
        await HoldAsync(("a", "t1"));
        await MeasureAsync(Meter(), 3600, fleet);
        AssertUsd([420 * Second], [await SpentAsync("a")]);

        // Its clock is behind by a little.
        _time.AdjustTime(_time.GetUtcNow().AddSeconds(-30));
        await MeasureAsync(meter, 10, fleet);
        await MeasureAsync(meter, 30, fleet);
        AssertUsd([430 * Second], [await SpentAsync("a")]);
    }

    [Fact]
    public async Task TheService_LooksOnlyWhileItsOrchestratorActs()
    {
        var meter = Meter();
        await HoldAsync(("a", "t1"));
        await new OperationsRecords(_redis!).LeaveAsync(Report(Task("t1", slots: 1)));
        await meter.StartAsync(CancellationToken);
        await Eventually.TrueAsync(() => _leadership.Asked == 1);
        Assert.Null(await Spend.FindCountedUntilAsync());

        _leadership.Held = true;
        _time.Advance(ProjectMeter.Interval);
        await Eventually.TrueAsync(async () => await Spend.FindCountedUntilAsync() == _time.GetUtcNow());
        _time.Advance(ProjectMeter.Interval);
        await Eventually.TrueAsync(async () => await Spend.FindCountedUntilAsync() == _time.GetUtcNow());
        await meter.StopAsync(CancellationToken);

        AssertUsd([15 * Second], [await SpentAsync("a")]);
    }

    private static TaskReport Task(string id, int slots, bool spot = false) => new(id, "RUNNING", "busy", slots, 1, null) { Spot = spot };

    private static void AssertUsd(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.Equal(expected.Select(usd => Math.Round(usd, 12)), actual.Select(usd => Math.Round(usd, 12)));

    private FleetReport Report(params IReadOnlyList<TaskReport> tasks) =>
        new(_time.GetUtcNow(), "one", "ecs", "backlog", 2, "Two are needed.") { Tasks = tasks };

    private async Task<double> SpentAsync(string project) =>
        (await Spend.FindAsync(_time.GetUtcNow())).Projects.Single(spend => spend.ProjectId == project).MonthUsd;

    /// <summary>A real worker renews its lease; the fake clock's minutes take no time.</summary>
    private async Task HoldAsync(params (string Project, string Worker)[] holds)
    {
        var workspaces = new WorkspaceDirectory(_redis!);
        foreach (var (project, worker) in holds)
        {
            await workspaces.AcquireAsync(project, worker, "an activation");
        }
    }

    private async Task MeasureAsync(ProjectMeter meter, double afterSeconds, FleetReport report)
    {
        _time.Advance(TimeSpan.FromSeconds(afterSeconds));
        await new OperationsRecords(_redis!).LeaveAsync(report with { At = _time.GetUtcNow() });
        await meter.MeasureAsync(CancellationToken);
    }

    private ProjectMeter Meter()
    {
        var settings = OrchestratorSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AWS_ENDPOINT_URL"] = "http://localhost:1",
                ["ECS_MESSAGES_PER_TASK"] = "5",
                ["TASK_VCPU"] = "1",
                ["TASK_MEMORY_GB"] = "1",
                ["PRICE_VCPU_HOUR_USD"] = "0.36",
                ["PRICE_GB_HOUR_USD"] = "0",
                ["PRICE_SPOT_DISCOUNT"] = "0.75",
            })
            .Build());
        return new ProjectMeter(
            new OperationsRecords(_redis!), Spend, new WorkspaceHolders(_redis!), _leadership, settings, _time, NullLogger<ProjectMeter>.Instance);
    }

    private sealed class Leadership : ILeadership
    {
        private int _asked;

        public bool Held { get; set; }

        /// <summary>How often somebody asked while it was not held.</summary>
        public int Asked => Volatile.Read(ref _asked);

        public long Term => 1;

        public bool IsHeld
        {
            get
            {
                Interlocked.Increment(ref _asked);
                return Held;
            }
        }
    }
}
