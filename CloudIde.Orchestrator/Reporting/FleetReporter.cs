using CloudIde.Core.Operations;
using CloudIde.Orchestrator.Cost;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Leadership;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Scaling.Forecasting;
using CloudIde.Orchestrator.Settings;

namespace CloudIde.Orchestrator.Reporting;

/// <summary>Leaves each round in Redis, where servers and the command line find it: they need not ask ECS or Kubernetes.</summary>
internal sealed partial class FleetReporter(
    OperationsRecords records, LeaderLease lease, OrchestratorSettings settings, ILogger<FleetReporter> logger)
{
    /// <summary>Leaves a round. It does not fail: a round that nobody can see is still in force.</summary>
    /// <param name="observation">What was seen.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="month">What ran this month, or null while unknown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when Redis has it.</returns>
    public async Task ReportAsync(
        FleetObservation observation, ScalingDecision decision, MonthMeter? month, CancellationToken cancellationToken)
    {
        try
        {
            await records.LeaveAsync(Create(observation, decision, month)).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            LogNotReported(e);
        }
    }

    private FleetReport Create(FleetObservation observation, ScalingDecision decision, MonthMeter? month) => new(
        observation.At, lease.Holder, settings.Runtime, decision.Policy, decision.Target, decision.Reason)
    {
        MinTasks = settings.Ecs.Limits.MinTasks,
        MaxTasks = settings.Ecs.Limits.MaxTasks,
        Queue = observation.Queue,
        Tasks = observation is { Tasks: { } tasks, Workers: { } workers } ? TaskReports.Of(tasks, workers) : null,
        Spend = observation.Tasks is { } running && month is not null ? Spend(running, month, observation.At) : null,
    };

    private SpendReport Spend(IReadOnlyList<FleetTask> tasks, MonthMeter month, DateTimeOffset now)
    {
        var model = new CostModel(settings.Prices);
        var spent = month.TaskSeconds / 3600 * settings.Prices.TaskHourUsd;
        return new SpendReport(
            settings.Prices.TaskHourUsd,
            model.Hourly(tasks.Count, tasks.Count(task => task.Spot)),
            spent,
            MonthForecast.Of(spent, now),
            settings.Ceiling.HourlyUsd,
            settings.Ceiling.MonthlyUsd);
    }

    [LoggerMessage(EventName = "RoundNotReported", Level = LogLevel.Warning, Message = "A round could not be left for operators.")]
    private partial void LogNotReported(Exception exception);
}
