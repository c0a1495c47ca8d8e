using System.Globalization;
using CloudIde.AppHost.Embedded;
using CloudIde.Bench.Clients;
using CloudIde.Core.Operations;
using CloudIde.Core.Redis;
using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Simulation;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace CloudIde.Bench.Scaling.Live;

/// <summary>
/// The whole system with workers as processes of their own, a burst of terminals, then silence: runs it, and tells what was
/// decided and what happened.
/// </summary>
internal static class LiveBurst
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a burst.</summary>
    /// <param name="options">The burst.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What came of it.</returns>
    public static async Task<LiveOutcome> RunAsync(LiveBurstOptions options, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("cloudide-live-").FullName;
        try
        {
            await using var system = await EmbeddedSystem.StartAsync(
                new EmbeddedOptions(data, null, Verbose: false), options.Settings(), cancellationToken);
            return await RunAsync(system, options, cancellationToken);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<LiveOutcome> RunAsync(EmbeddedSystem system, LiveBurstOptions options, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(options.Settings()).AddInMemoryCollection(system.WorkerSettings()).Build();
        var settings = OrchestratorSettings.Read(configuration);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(SettingsReader.Read(configuration, RedisSettings.Read).Connection);
        using var ecs = CloudIde.Orchestrator.Setup.AwsClients.CreateEcs(settings.Aws);
        using var user = await IdeClient.SignUpAsync(system.ServerAddress, cancellationToken);
        var projects = new List<string>();
        for (var i = 0; i < options.Activations; i++)
        {
            projects.Add(await user.CreateProjectAsync("burst", cancellationToken));
        }

        var watch = new LiveWatch(ecs, settings.Ecs.Cluster, redis, projects);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = watch.RunAsync(stop.Token);
        await UntilAsync(() => watch.Counts.Count > 0 && watch.Counts[^1].Tasks == options.MinTasks, options.Patience, cancellationToken);

        var sessions = await Task.WhenAll(projects.Zip(options.WorkSeconds).Select(
            work => LiveSession.RunAsync(user, work.First, work.Second, options.Patience, cancellationToken)));
        var isBack = await UntilAsync(
            () => watch.IsIdle && watch.Counts[^1].Tasks <= options.MinTasks, options.Patience, cancellationToken);
        await stop.CancelAsync();
        await watching;

        var decisions = await new OperationsRecords(redis).ListDecisionsAsync(RedisDecisionLog.Kept);
        return Outcome(settings, sessions, watch, [.. decisions.Reverse().Select(record => record.Decision)], isBack) with
        {
            BusyStops = await watch.FindBusyStopsAsync(cancellationToken),
            StartSeconds = await watch.StartSecondsAsync(sessions.Min(session => session.AskedAt), cancellationToken),
        };
    }

    private static async Task<bool> UntilAsync(Func<bool> condition, TimeSpan atMost, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < atMost; waited += Interval)
        {
            if (condition())
            {
                return true;
            }

            await Task.Delay(Interval, cancellationToken);
        }

        return false;
    }

    private static LiveOutcome Outcome(
        OrchestratorSettings settings,
        IReadOnlyList<LiveSession> sessions,
        LiveWatch watch,
        IReadOnlyList<RecordedDecision.DecisionPart> decisions,
        bool isBack)
    {
        var first = decisions[0].Inputs.At;
        var burst = sessions.Min(session => session.AskedAt);
        var leases = watch.Leases.ToLookup(lease => lease.Project);
        var served = sessions.Where(session => leases.Contains(session.Project)).OrderBy(session => session.AskedAt).ToList();
        return new LiveOutcome
        {
            Settings = settings,
            Sessions = sessions,
            Moved = [.. leases.Where(held => held.Count() > 1).Select(held => Describe(held, burst))],
            BusyStops = [],
            StartSeconds = [],
            IsBack = isBack,
            Curves = new FleetCurves(Targets(decisions, burst), Tasks(watch.Counts, burst)),
            Decisions = [.. decisions.Select(decision => new TimedDecision((decision.Inputs.At - burst).TotalSeconds, decision.Target, decision.Reason))],
            StartedAt = first,
            BurstAt = (burst - first).TotalSeconds,
            Trace = new ActivationTrace(
                "burst",
                [.. served.Select(session => (session.AskedAt - first).TotalSeconds)],
                [.. served.Select(session => leases[session.Project].Sum(lease => (lease.Until - lease.From).TotalSeconds))]),
            Waits = [.. served.Select(session => (leases[session.Project].Min(lease => lease.From) - session.AskedAt).TotalSeconds)],
        };
    }

    private static string Describe(IGrouping<string, LeaseSpan> held, DateTimeOffset burst) => string.Create(
        CultureInfo.InvariantCulture,
        $"{held.Key} moved: {string.Join(", then ", held.OrderBy(lease => lease.Epoch).Select(lease => $"{lease.Worker} under epoch {lease.Epoch} from {(lease.From - burst).TotalSeconds:0.0} to {(lease.Until - burst).TotalSeconds:0.0} s"))}.");

    private static StepCurve Targets(IReadOnlyList<RecordedDecision.DecisionPart> decisions, DateTimeOffset burst)
    {
        var curve = new StepCurve();
        foreach (var decision in decisions)
        {
            // A hold leaves the fleet, and so the target, as it was.
            if (decision.Target is { } target)
            {
                curve.Add((decision.Inputs.At - burst).TotalSeconds, target);
            }
        }

        return curve;
    }

    private static StepCurve Tasks(IReadOnlyList<FleetCount> counts, DateTimeOffset burst)
    {
        var curve = new StepCurve();
        foreach (var count in counts)
        {
            curve.Add((count.At - burst).TotalSeconds, count.Tasks);
        }

        return curve;
    }
}
