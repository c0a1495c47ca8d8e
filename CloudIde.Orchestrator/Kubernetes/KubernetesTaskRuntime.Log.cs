namespace CloudIde.Orchestrator.Kubernetes;

internal sealed partial class KubernetesTaskRuntime
{
    [LoggerMessage(
        EventName = "EndedPodsNotRemoved", Level = LogLevel.Warning,
        Message = "Pods that ended long ago could not be removed.")]
    private partial void LogNotRemoved(Exception exception);
}
