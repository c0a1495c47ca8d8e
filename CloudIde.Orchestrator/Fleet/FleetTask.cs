namespace CloudIde.Orchestrator.Fleet;

/// <summary>A worker task that the runtime is starting or running. Tasks that are stopping are not listed.</summary>
/// <param name="Id">The task's id, which is also its worker's: on ECS the last part of the ARN.</param>
/// <param name="Status">The runtime's own word, such as <c>PENDING</c>, for people.</param>
internal sealed record FleetTask(string Id, string Status);
