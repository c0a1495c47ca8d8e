namespace CloudIde.Orchestrator.Scaling;

internal sealed partial class FleetObserver
{
    [LoggerMessage(
        EventName = "ObservationUnknown", Level = LogLevel.Warning,
        Message = "The {What} could not be read; the fleet is held as it is.")]
    private partial void LogUnknown(Exception exception, string what);
}
