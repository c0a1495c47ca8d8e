using System.Diagnostics;
using System.Globalization;
using CloudIde.Core.Activations;
using CloudIde.Core.Workers;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Simulation;
using Microsoft.Extensions.Configuration;

namespace CloudIde.Bench.Scaling;

/// <summary>Times the production decision, forecast and comparison included, on a fleet that is full.</summary>
internal static class DecisionBenchmark
{
    private const int Slots = 5;
    private const int WarmUp = 20;

    /// <summary>Activations that arrive, and end, in a second.</summary>
    private const int PerSecond = 100;

    private const int DurationSeconds = 900;

    /// <summary>Runs and prints.</summary>
    /// <param name="tasks">How many tasks run.</param>
    /// <param name="rounds">How many decisions are timed.</param>
    /// <param name="output">Where the figures go.</param>
    /// <returns>0.</returns>
    public static int Run(int tasks, int rounds, TextWriter output)
    {
        var settings = Settings(tasks * 2);
        var decider = new ScalingDecider(
            new PredictivePolicy(), settings, new DemandModel(settings.Ecs.Limits, settings.Prices.EksClusterHourUsd / settings.Prices.TaskHourUsd));
        var at = new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);
        FleetTask[] running = [.. Enumerable.Range(0, tasks).Select(i => new FleetTask($"task-{i}", "RUNNING"))];
        WorkerRegistration[] workers = [.. running.Select(task => new WorkerRegistration(task.Id, task.Id, Slots, Slots, false, at))];
        var ended = new long[DurationBuckets.Count];
        var samples = new Samples();
        for (var round = 0; round < WarmUp + rounds; round++)
        {
            ended[DurationBuckets.Of(DurationSeconds)] += PerSecond;
            var observation = new FleetObservation(
                at.AddSeconds(round), TimeSpan.FromSeconds(round), new QueueDepth(0, tasks * Slots, 0), running, workers)
            {
                Activations = new ActivationTotals("bench", (long)PerSecond * round, 1000L * DurationSeconds * PerSecond * round, [.. ended]),
            };
            var started = Stopwatch.GetTimestamp();
            var decided = decider.Decide(observation);
            var took = Stopwatch.GetElapsedTime(started);
            if (decided.Decision.Target is null)
            {
                throw new InvalidOperationException("Nothing was decided.");
            }

            if (round >= WarmUp)
            {
                samples.Add(took);
            }
        }

        var reach = Math.Max(0, tasks - LaunchRate.Burst) / LaunchRate.PerSecond;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"one decision, {tasks:N0} tasks of {Slots} slots, {tasks * Slots:N0} activations: {samples}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ECS starts {LaunchRate.Burst} at once and {LaunchRate.PerSecond} a second: {reach:N0} s ({reach / 60:0.0} min) until the last of {tasks:N0} is launched, and a cold start more."));
        return 0;
    }

    private static OrchestratorSettings Settings(int max) => OrchestratorSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566",
            ["ECS_MAX_TASKS"] = max.ToString(CultureInfo.InvariantCulture),
            ["ECS_MESSAGES_PER_TASK"] = Slots.ToString(CultureInfo.InvariantCulture),
        })
        .Build());
}
