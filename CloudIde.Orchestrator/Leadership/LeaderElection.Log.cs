namespace CloudIde.Orchestrator.Leadership;

internal sealed partial class LeaderElection
{
    [LoggerMessage(
        EventName = "LeadershipChanged", Level = LogLevel.Information,
        Message = "This orchestrator {Role} ({Holder}).")]
    private partial void LogChanged(string role, string holder);

    [LoggerMessage(
        EventName = "LeaseNotReached", Level = LogLevel.Warning,
        Message = "The leader's lease could not be reached; without it nothing is scaled.")]
    private partial void LogAcquireFailed(Exception exception);

    [LoggerMessage(
        EventName = "LeaseNotReleased", Level = LogLevel.Debug,
        Message = "The leader's lease could not be released and ends by itself.")]
    private partial void LogReleaseFailed(Exception exception);
}
