using Microsoft.Win32.SafeHandles;

namespace CloudIde.Emulator.S3.Storage;

/// <summary>Where the bytes of a body are: a file of its own, or a slot of a file that it shares with others.</summary>
/// <param name="Id">The body's number.</param>
/// <param name="Handle">The file.</param>
/// <param name="Start">Where the body begins in it.</param>
/// <param name="IsShared">Whether the file stays open when this body is done with.</param>
internal readonly record struct BodyFile(long Id, SafeFileHandle Handle, long Start, bool IsShared) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsShared)
        {
            Handle?.Dispose();
        }
    }
}
