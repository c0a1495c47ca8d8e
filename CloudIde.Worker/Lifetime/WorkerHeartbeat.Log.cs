using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Lifetime;

internal sealed partial class WorkerHeartbeat
{
    [LoggerMessage(LogLevel.Information, "Asked to drain; {UsedSlots} workspaces are still active.", EventName = "Draining")]
    private partial void LogDraining(int usedSlots);

    [LoggerMessage(LogLevel.Information, "Drained: no workspace is left, so the worker ends.", EventName = "Drained")]
    private partial void LogDrained();

    [LoggerMessage(LogLevel.Warning, "A heartbeat could not be sent.", EventName = "HeartbeatMissed")]
    private partial void LogMissed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The registration could not be removed; it expires by itself.", EventName = "RegistrationNotRemoved")]
    private partial void LogNotRemoved(Exception exception);
}
