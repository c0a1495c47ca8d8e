namespace CloudIde.Emulator.Sqs;

/// <summary>SQS's quotas (SQS Developer Guide, "Amazon SQS message quotas").</summary>
internal static class SqsLimits
{
    /// <summary>A message or a batch with its attributes: 1 MiB.</summary>
    public const int MaxMessageBytes = 1024 * 1024;

    /// <summary>Entries in a batch, messages in a receive.</summary>
    public const int MaxBatch = 10;

    /// <summary>Message attributes.</summary>
    public const int MaxAttributes = 10;

    /// <summary>12 hours in seconds, counted from the receive.</summary>
    public const int MaxVisibilitySeconds = 43_200;

    /// <summary>Messages in flight in one queue.</summary>
    public const int MaxInFlight = 120_000;

    /// <summary>How long a FIFO queue recognises a repeated deduplication id or receive attempt.</summary>
    public const long DeduplicationMilliseconds = 5 * 60 * 1000;
}
