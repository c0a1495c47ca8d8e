using CloudIde.Core.Commands;

namespace CloudIde.Core.Activations;

/// <summary>The body of the SQS message that asks for a worker to take a workspace.</summary>
/// <param name="Version">The form of the message; <see cref="CurrentVersion"/> for what this code writes.</param>
/// <param name="ActivationId">Unique for each request, so that a redelivery can be told from another request.</param>
/// <param name="ProjectId">The project whose workspace is wanted.</param>
/// <param name="RequestedAt">When the server asked.</param>
/// <param name="Command">The command for which the workspace is wanted; null when it is wanted for terminals.</param>
public sealed record ActivationMessage(
    int Version, string ActivationId, string ProjectId, DateTimeOffset RequestedAt, CommandOrder? Command = null)
{
    /// <summary>The form of message that this code writes and understands.</summary>
    public const int CurrentVersion = 1;
}
