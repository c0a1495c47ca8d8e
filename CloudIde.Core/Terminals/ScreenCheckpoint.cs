namespace CloudIde.Core.Terminals;

/// <summary>A place in a terminal's output from which a viewer that has nothing can start.</summary>
/// <param name="Offset">The offset of the first byte of output that the viewer then gets.</param>
/// <param name="Prefix">
/// What it gets before: bytes that bring a terminal which was just reset into the state at <paramref name="Offset"/>. Empty
/// where that is the state of a fresh terminal.
/// </param>
public sealed record ScreenCheckpoint(long Offset, ReadOnlyMemory<byte> Prefix)
{
    /// <summary>
    /// The offset of the prefix's first byte. It takes the offsets of output that is no longer kept, so a viewer that
    /// counts bytes counts rightly, and one that is cut off within the prefix starts over.
    /// </summary>
    public long Start => Offset - Prefix.Length;
}
