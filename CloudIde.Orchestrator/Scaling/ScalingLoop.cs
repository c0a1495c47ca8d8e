using System.Threading.Channels;
using CloudIde.Core.Scaling;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Scaling;

/// <summary>Runs a round at every poll and at every nudge, as long as this orchestrator leads.</summary>
internal sealed partial class ScalingLoop(
    ScalingCycle cycle,
    LeaderLease lease,
    LeaderElection election,
    ScalingNudge nudge,
    OrchestratorSettings settings,
    TimeProvider timeProvider,
    ILogger<ScalingLoop> logger) : BackgroundService
{
    /// <summary>SQS' counts follow within about a minute, so a nudge may come before its message is counted: look more often.</summary>
    private static readonly TimeSpan EagerFor = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan EagerInterval = TimeSpan.FromSeconds(1);

    /// <summary>A burst of nudges is one round, not one each.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(100);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private long _lastRound = timeProvider.GetTimestamp();
    private long _lastNudge;
    private int _nudged;

    /// <summary>How long ago the loop last went round, leading or standing by.</summary>
    public TimeSpan SinceLastRound => timeProvider.GetElapsedTime(Interlocked.Read(ref _lastRound));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        election.Changed += Wake;
        var subscription = await SubscribeAsync(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                subscription ??= await SubscribeAsync(stoppingToken);
                if (lease.IsHeld)
                {
                    await cycle.RunAsync(stoppingToken);
                }

                Interlocked.Exchange(ref _lastRound, timeProvider.GetTimestamp());
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
        finally
        {
            election.Changed -= Wake;
            if (subscription is not null)
            {
                await UnsubscribeAsync(subscription);
            }
        }
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private void OnNudge(string reason)
    {
        Interlocked.Exchange(ref _lastNudge, timeProvider.GetTimestamp());
        Volatile.Write(ref _nudged, 1);
        Wake();
    }

    private async Task<IAsyncDisposable?> SubscribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await nudge.SubscribeAsync(OnNudge).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            LogNotSubscribed(e);
            return null;
        }
    }

    private async Task UnsubscribeAsync(IAsyncDisposable subscription)
    {
        try
        {
            await subscription.DisposeAsync();
        }
        catch (Exception e) when (Transient.Is(e, CancellationToken.None))
        {
            LogNotUnsubscribed(e);
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var eager = Volatile.Read(ref _nudged) == 1
            && timeProvider.GetElapsedTime(Interlocked.Read(ref _lastNudge)) < EagerFor;
        var interval = eager && settings.PollInterval > EagerInterval ? EagerInterval : settings.PollInterval;

        using var first = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = _wake.Reader.WaitToReadAsync(first.Token).AsTask();
        var poll = Task.Delay(interval, timeProvider, first.Token);
        var ended = await Task.WhenAny(woken, poll);
        await first.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (ended == woken)
        {
            await Task.Delay(Spacing < interval ? Spacing : interval, timeProvider, cancellationToken);
            _wake.Reader.TryRead(out _);
        }
    }
}
