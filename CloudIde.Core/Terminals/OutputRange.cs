namespace CloudIde.Core.Terminals;

/// <summary>A piece of a terminal's kept output.</summary>
/// <param name="Base">The offset of the first byte that is kept at all.</param>
/// <param name="Head">The offset behind the last byte.</param>
/// <param name="Offset">The offset of the first byte of <paramref name="Data"/>: the one asked for, or <paramref name="Base"/> when that is no longer kept.</param>
/// <param name="Data">The bytes; empty when the one asked for does not exist yet.</param>
public sealed record OutputRange(long Base, long Head, long Offset, ReadOnlyMemory<byte> Data);
