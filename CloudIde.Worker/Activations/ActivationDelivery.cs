using CloudIde.Core.Activations;

namespace CloudIde.Worker.Activations;

/// <summary>The newest delivery of an activation that this worker works on. Only the newest one's receipt is sure to extend or delete it.</summary>
/// <param name="received">The delivery with which it came.</param>
internal sealed class ActivationDelivery(ReceivedActivation received)
{
    private volatile string _receiptHandle = received.ReceiptHandle;

    /// <summary>SQS' id of the message.</summary>
    public string MessageId => received.MessageId;

    /// <summary>What extends or deletes the message.</summary>
    public string ReceiptHandle => _receiptHandle;

    /// <summary>Takes a newer delivery's place.</summary>
    /// <param name="receiptHandle">What extends or deletes it.</param>
    public void Adopt(string receiptHandle) => _receiptHandle = receiptHandle;
}
