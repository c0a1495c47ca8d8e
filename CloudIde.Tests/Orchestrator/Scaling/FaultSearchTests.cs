using System.Diagnostics.Metrics;
using System.Globalization;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>
/// Two orchestrators on a bad day: everything fails, lags, repeats and dies at random, and what must never happen is
/// checked every second. <c>CLOUDIDE_FAULT_SEEDS=1000</c> looks longer, <c>CLOUDIDE_FAULT_FIRST=5000</c> elsewhere; a failure
/// names its seed.
/// </summary>
public sealed class FaultSearchTests
{
    private const int FaultySeconds = 1_800;
    private const int QuietSeconds = 2_400;

    [Theory]
    [InlineData("seed", 0)]
    [InlineData("backlog", 1)]
    [InlineData("predictive", 0)]
    [InlineData("predictive", 2)]
    public async Task ABadDay_NeverBreaksAnInvariant(string policy, int min)
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("CLOUDIDE_FAULT_SEEDS") ?? "6", CultureInfo.InvariantCulture);
        var first = int.Parse(Environment.GetEnvironmentVariable("CLOUDIDE_FAULT_FIRST") ?? "1", CultureInfo.InvariantCulture);
        var (throttled, lost) = (0, 0);
        for (var seed = first; seed < first + seeds; seed++)
        {
            var world = await RunAsync(policy, min, seed);
            throttled += world.Throttled;
            lost += world.LostAnswers;
        }

        Assert.True(throttled > 0 && lost > 0, "Those were no bad days.");
    }

    private static async Task<FaultyWorld> RunAsync(string policy, int min, int seed)
    {
        var fake = new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 23, 50, 0, TimeSpan.Zero));
        var time = new JumpingTime(fake);
        var settings = Settings(policy, min);
        var world = new FaultyWorld(seed, settings.Ecs.Limits.MessagesPerTask, settings.Ecs.Limits.MaxTasks, time);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        WorldOrchestrator[] orchestrators = [new(world, 0), new(world, 1)];
        ScalingCycle[] cycles = [.. orchestrators.Select(Create)];
        var shrank = false;
        for (var second = 0; second < FaultySeconds + QuietSeconds; second++)
        {
            fake.Advance(TimeSpan.FromSeconds(1));
            world.IsFaulty = second < FaultySeconds;
            world.Step(second < FaultySeconds && second / 120 % 2 == 0 ? world.Draw(3) : 0);
            Lead(world, orchestrators, time);
            for (var i = 0; i < 2; i++)
            {
                if (orchestrators[i].IsHeld && (second + i) % 3 == 0)
                {
                    await RoundAsync(i);
                }
            }

            shrank |= !world.IsFaulty && world.Waiting == 0 && world.Running.Count == min;
            Assert.True(world.Violations.Count == 0, $"{policy}, minimum {min}, seed {seed}: {string.Join(" ", world.Violations)}");
        }

        // All is well again after it. A fleet that learnt to expect more keeps a reserve now and then, but not all the time.
        var end = $"{policy}, minimum {min}, seed {seed}";
        Assert.True(world.Waiting == 0 && world.Served == world.Arrived, $"{end}: {world.Served} of {world.Arrived} were served.");
        Assert.True(shrank, $"{end}: {world.Running.Count} tasks are left.");
        return world;

        ScalingCycle Create(WorldOrchestrator orchestrator) => new(
            new FleetObserver(orchestrator, orchestrator, orchestrator, time, NullLogger<FleetObserver>.Instance),
            new DecisionWitness(ScalingPolicies.Create(policy), world),
            new FleetActuator(orchestrator, orchestrator, orchestrator, orchestrator, NullLogger<FleetActuator>.Instance),
            orchestrator,
            new ScalingMetrics(services.GetRequiredService<IMeterFactory>()),
            orchestrator,
            orchestrator,
            orchestrator,
            settings,
            NullLogger<ScalingCycle>.Instance);

        async Task RoundAsync(int i)
        {
            orchestrators[i].BeginRound();
            try
            {
                await cycles[i].RunAsync(TestContext.Current.CancellationToken);
            }
            catch (ProcessKilledException)
            {
                cycles[i] = Create(orchestrators[i]);
            }
        }
    }

    /// <summary>The lease moves now and then, and whoever lost it may not know for a while: its process was paused.</summary>
    private static void Lead(FaultyWorld world, WorldOrchestrator[] orchestrators, JumpingTime time)
    {
        if (world.KillsNow(0.02))
        {
            world.Leader = 1 - world.Leader;
            orchestrators[world.Leader].IsHeld = true;
            orchestrators[world.Leader].Term++;
        }
        else if (!world.IsFaulty || world.KillsNow(0.2))
        {
            orchestrators[1 - world.Leader].IsHeld = false;
            orchestrators[world.Leader].IsHeld = true;
        }

        if (world.KillsNow(0.005))
        {
            time.Jump = TimeSpan.FromSeconds(world.Draw(200_000) - 100_000);
        }
    }

    private static OrchestratorSettings Settings(string policy, int min) => OrchestratorSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = "http://localhost:1",
            ["ECS_MIN_TASKS"] = min.ToString(CultureInfo.InvariantCulture),
            ["ECS_MAX_TASKS"] = "12",
            ["ECS_MESSAGES_PER_TASK"] = "5",
            ["ORCHESTRATOR_POLICY"] = policy,
        })
        .Build());
}
