namespace CloudIde.Orchestrator.Scaling;

internal sealed partial class ScalingLoop
{
    [LoggerMessage(
        EventName = "NudgesNotHeard", Level = LogLevel.Warning,
        Message = "Nudges cannot be heard at present; the poll goes on.")]
    private partial void LogNotSubscribed(Exception exception);

    [LoggerMessage(
        EventName = "NudgesNotLeft", Level = LogLevel.Debug,
        Message = "The subscription to nudges did not end in good order.")]
    private partial void LogNotUnsubscribed(Exception exception);
}
