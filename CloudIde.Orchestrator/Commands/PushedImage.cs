namespace CloudIde.Orchestrator.Commands;

/// <summary>An image that is in the registry.</summary>
/// <param name="Image">Its name there, as a task definition takes it.</param>
internal sealed record PushedImage(string Image);
