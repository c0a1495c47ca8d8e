using System.Buffers;

namespace CloudIde.Worker.Workspaces.Snapshots.Storage;

/// <summary>A part of a pack on its way to S3.</summary>
/// <param name="Buffer">From the shared pool.</param>
/// <param name="Length">How much of the buffer it is.</param>
/// <param name="IsLast">Whether the pack ends with it.</param>
internal sealed record PackPart(byte[] Buffer, int Length, bool IsLast)
{
    /// <summary>Gives the buffer back.</summary>
    internal void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
