namespace CloudIde.Orchestrator.Scaling;

internal sealed partial class FleetActuator
{
    [LoggerMessage(
        EventName = "TasksLaunched", Level = LogLevel.Information,
        Message = "Started {Count} tasks with token {Token}.")]
    private partial void LogLaunched(int count, string token);

    [LoggerMessage(
        EventName = "TasksNotLaunched", Level = LogLevel.Warning,
        Message = "{Count} tasks were not started: {Reasons}")]
    private partial void LogLaunchFailures(int count, string reasons);

    [LoggerMessage(EventName = "LaunchFailed", Level = LogLevel.Warning, Message = "The request for {Count} tasks failed.")]
    private partial void LogLaunchFailed(Exception exception, int count);

    [LoggerMessage(
        EventName = "LaunchTokenReused", Level = LogLevel.Warning,
        Message = "An earlier orchestrator had started tasks with this token; looking again.")]
    private partial void LogTokenReused(Exception exception);

    [LoggerMessage(
        EventName = "WorkerDrained", Level = LogLevel.Information,
        Message = "Asked worker {WorkerId} to drain. {Reason}")]
    private partial void LogDrained(string workerId, string reason);

    [LoggerMessage(
        EventName = "DrainFailed", Level = LogLevel.Warning,
        Message = "Worker {WorkerId} could not be asked to drain.")]
    private partial void LogDrainFailed(Exception exception, string workerId);

    [LoggerMessage(EventName = "TaskStopped", Level = LogLevel.Warning, Message = "Stopped task {TaskId}. {Reason}")]
    private partial void LogStopped(string taskId, string reason);

    [LoggerMessage(EventName = "StopFailed", Level = LogLevel.Warning, Message = "A task could not be stopped.")]
    private partial void LogStopFailed(Exception exception);
}
