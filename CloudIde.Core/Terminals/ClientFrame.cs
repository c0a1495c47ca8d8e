namespace CloudIde.Core.Terminals;

/// <summary>A control frame from a viewer, one flat object for all types.</summary>
/// <param name="Type">One of the constants.</param>
/// <param name="Cols">With <see cref="Resize"/>: cells a row.</param>
/// <param name="Rows">With <see cref="Resize"/>: rows.</param>
/// <param name="Offset">With <see cref="Acknowledge"/>: everything before this offset was shown.</param>
public sealed record ClientFrame(string? Type, int? Cols = null, int? Rows = null, long? Offset = null)
{
    /// <summary>The viewer can show this many cells.</summary>
    public const string Resize = "resize";

    /// <summary>The viewer has shown output.</summary>
    public const string Acknowledge = "ack";
}
