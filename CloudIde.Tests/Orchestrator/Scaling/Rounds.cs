using System.Diagnostics.Metrics;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>Runs the real rounds over a fake cloud and a fake clock.</summary>
internal sealed class Rounds : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly OrchestratorSettings _settings;
    private ScalingCycle _cycle;

    public Rounds(int min = 0, int max = 10, int perTask = 5, int scaleInSeconds = 60, string policy = "seed")
    {
        _settings = OrchestratorSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AWS_ENDPOINT_URL"] = "http://localhost:1",
                ["ECS_MIN_TASKS"] = $"{min}",
                ["ECS_MAX_TASKS"] = $"{max}",
                ["ECS_MESSAGES_PER_TASK"] = $"{perTask}",
                ["ORCHESTRATOR_SCALE_IN_SECONDS"] = $"{scaleInSeconds}",
                ["ORCHESTRATOR_POLICY"] = policy,
                ["ORCHESTRATOR_START_SECONDS"] = "300",
                ["ORCHESTRATOR_DRAIN_SECONDS"] = "120",
            })
            .Build());
        Cloud = new FakeCloud(Time);
        _cycle = Create();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public FakeCloud Cloud { get; }

    /// <summary>Another process takes over: nothing is remembered.</summary>
    public void Restart() => _cycle = Create();

    public async Task<ScalingRecord> RunAsync(double afterSeconds = 5)
    {
        Time.Advance(TimeSpan.FromSeconds(afterSeconds));
        return await _cycle.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Rounds every five seconds for a time.</summary>
    public async Task RunForAsync(double seconds)
    {
        for (var left = seconds; left > 0; left -= 5)
        {
            await RunAsync();
        }
    }

    public void Dispose() => _services.Dispose();

    private ScalingCycle Create() => new(
        new FleetObserver(Cloud, Cloud, Cloud, Time, NullLogger<FleetObserver>.Instance),
        ScalingPolicies.Create(_settings.Policy),
        new FleetActuator(Cloud, Cloud, Cloud, Cloud, NullLogger<FleetActuator>.Instance, Time),
        Cloud,
        new ScalingMetrics(_services.GetRequiredService<IMeterFactory>()),
        Cloud,
        Cloud,
        Cloud,
        _settings,
        NullLogger<ScalingCycle>.Instance);
}
