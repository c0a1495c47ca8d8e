using System.Text.Json;
using CloudIde.Core.Operations;
using CloudIde.Core.Workspaces;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Cost;

/// <summary>
/// Adds up what each project costs. It looks beside the scaling loop, which must not wait for it, at the fleet as that loop last
/// reported it. What is active at a look counts for the time since the look before.
/// </summary>
internal sealed partial class ProjectMeter(
    OperationsRecords reports,
    ProjectSpendRecords spend,
    WorkspaceHolders holders,
    ILeadership leadership,
    OrchestratorSettings settings,
    TimeProvider timeProvider,
    ILogger<ProjectMeter> logger) : BackgroundService
{
    /// <summary>Short against how long workspaces are held, long against a walk through the keys of a large Redis.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Looks once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the time since the look before is added.</returns>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        // As it is kept, so that nothing is counted twice between two looks.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        var report = await reports.FindReportAsync().WaitAsync(cancellationToken);
        if (report?.Tasks is not { } tasks || now - report.At > OperationsRecords.ReportIsCurrentFor)
        {
            // Unknown; the next look counts for it, if it comes within minutes.
            return;
        }

        var from = await spend.FindCountedUntilAsync().WaitAsync(cancellationToken);
        if (from is { } counted && ProjectShares.MustWait(counted, now))
        {
            return;
        }

        var hourly = ProjectShares.Hourly(
            tasks, await holders.ListAsync(int.MaxValue, cancellationToken), settings.Ecs.Limits.MessagesPerTask, settings.Prices);
        await spend.AddAsync(from, now, ProjectShares.Charges(hourly, from ?? now, now)).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, timeProvider);
        try
        {
            do
            {
                if (leadership.IsHeld)
                {
                    await TryMeasureAsync(stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task TryMeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MeasureAsync(cancellationToken);
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken) || e is JsonException)
        {
            // A report of another version is as good as none.
            LogNotMeasured(e);
        }
    }

    [LoggerMessage(EventName = "ProjectsNotMeasured", Level = LogLevel.Warning, Message = "What the projects cost could not be added up.")]
    private partial void LogNotMeasured(Exception exception);
}
