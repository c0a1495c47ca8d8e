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
}
