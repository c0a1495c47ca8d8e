namespace CloudIde.Emulator.Sqs;

/// <summary>A message as one receive gave it out; the message itself may change right after.</summary>
/// <param name="Message">The message.</param>
/// <param name="ReceiptHandle">The handle for this receive.</param>
/// <param name="ReceiveCount">How often it was received by then.</param>
/// <param name="FirstReceivedAt">When it was first received, Unix milliseconds.</param>
internal readonly record struct ReceivedMessage(SqsMessage Message, string ReceiptHandle, int ReceiveCount, long FirstReceivedAt);
