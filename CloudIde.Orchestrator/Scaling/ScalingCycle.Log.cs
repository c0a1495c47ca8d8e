namespace CloudIde.Orchestrator.Scaling;

internal sealed partial class ScalingCycle
{
    [LoggerMessage(
        EventName = "Decision", Level = LogLevel.Information,
        Message = "Target {Target}. {Reason} {Fleet}; launch {Launch}, drain {Drain}, stop {Stop}.")]
    private partial void LogDecision(int? target, string reason, FleetCounts? fleet, int launch, int drain, int stop);

    [LoggerMessage(
        EventName = "StartsFailed", Level = LogLevel.Warning,
        Message = "{Count} tasks ended before their worker registered. Their logs and stop reasons say why.")]
    private partial void LogFailedStarts(int count);

    [LoggerMessage(
        EventName = "DemandNotLoaded", Level = LogLevel.Warning,
        Message = "What earlier orchestrators learnt could not be read; this one learns anew and keeps nothing.")]
    private partial void LogNotLoaded(Exception exception);

    [LoggerMessage(EventName = "DemandNotKept", Level = LogLevel.Warning, Message = "What was learnt could not be kept.")]
    private partial void LogNotKept(Exception exception);

    [LoggerMessage(
        EventName = "LaunchesNotRecalled", Level = LogLevel.Warning,
        Message = "What was started lately could not be read; the fleet is held as it is.")]
    private partial void LogNotRecalled(Exception exception);
}
