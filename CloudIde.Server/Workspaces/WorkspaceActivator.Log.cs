namespace CloudIde.Server.Workspaces;

internal sealed partial class WorkspaceActivator
{
    [LoggerMessage(EventName = "ActivationSent", Level = LogLevel.Information,
        Message = "Activation {ActivationId} asks for a worker for project {ProjectId}.")]
    private partial void LogSent(string activationId, string projectId);

    [LoggerMessage(EventName = "ActivationSendFailed", Level = LogLevel.Error,
        Message = "Activation {ActivationId} for project {ProjectId} could not be sent.")]
    private partial void LogSendFailed(Exception error, string activationId, string projectId);

    [LoggerMessage(EventName = "ActivationWithdrawFailed", Level = LogLevel.Warning,
        Message = "The reservation of activation {ActivationId} for project {ProjectId} could not be taken back; it expires.")]
    private partial void LogWithdrawFailed(Exception error, string activationId, string projectId);

    [LoggerMessage(EventName = "NudgeFailed", Level = LogLevel.Warning,
        Message = "The orchestrator could not be told of an activation; its next poll finds it.")]
    private partial void LogNudgeFailed(Exception error);
}
