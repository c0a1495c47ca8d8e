namespace CloudIde.Core.Terminals;

/// <summary>Input that was accepted and not yet taken.</summary>
/// <param name="Offset">The offset of the first byte.</param>
/// <param name="Data">The bytes, in the order in which they were accepted.</param>
public sealed record PendingInput(long Offset, ReadOnlyMemory<byte> Data);
