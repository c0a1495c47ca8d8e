namespace CloudIde.Orchestrator.Setup;

/// <summary>What exists after setup.</summary>
/// <param name="QueueUrl">The queue of the activations: the value for <c>AWS_SQS_QUEUE_URL</c>.</param>
/// <param name="DeadLetterQueueUrl">The queue of activations that failed too often.</param>
/// <param name="TaskDefinitionArn">The latest revision of the task definition, or null with Kubernetes.</param>
/// <param name="Steps">Everything that was looked at, in order.</param>
public sealed record SetupResult(
    Uri QueueUrl,
    Uri DeadLetterQueueUrl,
    string? TaskDefinitionArn,
    IReadOnlyList<SetupStep> Steps);
