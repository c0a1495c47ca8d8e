using CloudIde.Core.Activations;

namespace CloudIde.Core.Commands;

/// <summary>A message that was received as often as is allowed without being done.</summary>
/// <param name="MessageId">SQS' id of the message.</param>
/// <param name="Body">Its body.</param>
/// <param name="ReceiveCount">How often it was received, looks at the dead letters included.</param>
/// <param name="SentAt">When it was first sent.</param>
/// <param name="FirstReceivedAt">When a worker or an operator first received it, as SQS tells it; or null.</param>
/// <param name="Activation">What it asks for; null when the body cannot be read.</param>
/// <param name="Problem">Why the body cannot be read, or null.</param>
public sealed record DeadLetter(
    string MessageId,
    string Body,
    int ReceiveCount,
    DateTimeOffset? SentAt,
    DateTimeOffset? FirstReceivedAt,
    ActivationMessage? Activation,
    string? Problem)
{
    /// <summary>Why it was not done, as far as that is known; a sentence.</summary>
    public string Reason =>
        Problem
        ?? (Activation?.Command is null
            ? "No worker could keep the workspace active to its end in the allowed number of tries."
            : "No worker could start the command in the allowed number of tries, or its worker was lost each time.");
}
