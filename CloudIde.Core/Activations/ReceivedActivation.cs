using System.Diagnostics;

namespace CloudIde.Core.Activations;

/// <summary>A message taken from the queue. It stays in flight until it is deleted or its visibility timeout ends.</summary>
/// <param name="Message">The activation, or null when the body could not be read.</param>
/// <param name="Problem">Why the body could not be read, or null.</param>
/// <param name="MessageId">SQS' id of the message.</param>
/// <param name="ReceiptHandle">What extends or deletes this delivery of the message.</param>
/// <param name="ReceiveCount">How often the message was delivered, this time included.</param>
/// <param name="TraceContext">The trace in which the activation was sent, or an empty context.</param>
public sealed record ReceivedActivation(
    ActivationMessage? Message,
    string? Problem,
    string MessageId,
    string ReceiptHandle,
    int ReceiveCount,
    ActivityContext TraceContext);
