using CloudIde.Core.Commands;

namespace CloudIde.Server.Commands;

/// <summary>A dead letter, as operators see it.</summary>
/// <param name="MessageId">SQS' id of the message.</param>
/// <param name="ProjectId">Whose workspace was asked for; null when the body cannot be read.</param>
/// <param name="CommandId">The command, or null.</param>
/// <param name="Reason">Why it was not done, as far as that is known; a sentence.</param>
/// <param name="ReceiveCount">How often it was received, looks at the dead letters included.</param>
/// <param name="SentAt">When it was first sent.</param>
/// <param name="FirstReceivedAt">When it was first received, or null.</param>
/// <param name="Body">Its body.</param>
internal sealed record DeadLetterView(
    string MessageId,
    string? ProjectId,
    string? CommandId,
    string Reason,
    int ReceiveCount,
    DateTimeOffset? SentAt,
    DateTimeOffset? FirstReceivedAt,
    string Body)
{
    /// <summary>Shows a dead letter.</summary>
    /// <param name="letter">The letter.</param>
    /// <returns>What operators see.</returns>
    public static DeadLetterView Of(DeadLetter letter) => new(
        letter.MessageId,
        letter.Activation?.ProjectId,
        letter.Activation?.Command?.CommandId,
        letter.Reason,
        letter.ReceiveCount,
        letter.SentAt,
        letter.FirstReceivedAt,
        letter.Body);
}
