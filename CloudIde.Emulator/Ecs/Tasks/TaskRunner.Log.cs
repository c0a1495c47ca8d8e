namespace CloudIde.Emulator.Ecs.Tasks;

internal sealed partial class TaskRunner
{
    [LoggerMessage(EventId = 1, EventName = "TaskRunning", Level = LogLevel.Information, Message = "Task {TaskId} of {Family}:{Revision} runs.")]
    private partial void LogRunning(string taskId, string family, int revision);

    [LoggerMessage(EventId = 2, EventName = "TaskFailedToStart", Level = LogLevel.Warning, Message = "Task {TaskId} did not start: {Reason}")]
    private partial void LogFailed(string taskId, string reason);

    [LoggerMessage(EventId = 3, EventName = "TaskStopped", Level = LogLevel.Information, Message = "Task {TaskId} has stopped: {StopCode}, {Reason}")]
    private partial void LogStopped(string taskId, string? stopCode, string? reason);

    [LoggerMessage(EventId = 4, EventName = "TaskFault", Level = LogLevel.Error, Message = "Task {TaskId} ended by a fault of the emulator.")]
    private partial void LogFault(string taskId, Exception exception);
}
