namespace CloudIde.Core.Commands;

/// <summary>A piece of a command's output.</summary>
/// <param name="Offset">The offset of its first byte: the one that was asked for, or a higher one when the bytes between are not kept.</param>
/// <param name="Data">The bytes; empty when there are none from there on, or not yet.</param>
public readonly record struct CommandOutput(long Offset, ReadOnlyMemory<byte> Data)
{
    /// <summary>The offset of the byte behind it.</summary>
    public long NextOffset => Offset + Data.Length;
}
