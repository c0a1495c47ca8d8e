namespace CloudIde.Emulator.Sqs;

/// <summary>Where a message is in its life.</summary>
internal enum MessageState
{
    /// <summary>Can be received.</summary>
    Visible,

    /// <summary>Received, and not yet deleted or visible again.</summary>
    InFlight,

    /// <summary>Sent with a delay that has not passed.</summary>
    Delayed,

    /// <summary>Deleted, purged, expired or moved.</summary>
    Gone,
}
