using System.Runtime.InteropServices;
using System.Text;
using CloudIde.Worker.Pty.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// A plain file, read up to the length that it had when it was opened: a log that grows while it is sent must not be longer
/// than was announced. Never follows a link in the file's place, and never waits for a named pipe's writer.
/// </summary>
internal sealed class RegularFile : Stream
{
    // linux/openat2.h, asm-generic/unistd.h, asm-generic/errno.h.
    private const int OpenAt2 = 437;
    private const ulong NoMagicLinks = 0x02;
    private const int WorkingDirectory = -100;
    private const int NotPermitted = 1;
    private const int NoSuchCall = 38;

    private readonly FileStream _file;

    private RegularFile(FileStream file)
    {
        _file = file;
        Length = file.Length;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position
    {
        get => _file.Position;
        set => _file.Position = value;
    }

    // bits/fcntl-linux.h and its arm64 variant; xnu bsd/sys/fcntl.h.
    private static int NoFollow { get; } =
        OperatingSystem.IsMacOS() ? 0x100 : RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Opens a file.</summary>
    /// <param name="fullPath">The file.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="FileNotFoundException">It is gone.</exception>
    /// <exception cref="IOException">It cannot be read, or is a link, a pipe or the like.</exception>
    public static RegularFile OpenRead(string fullPath)
    {
        // .NET's own open would block on a named pipe until somebody writes to it.
        var descriptor = Open(fullPath, PlatformConstants.NonBlocking | PlatformConstants.CloseOnExec | NoFollow);
        if (descriptor < 0)
        {
            throw Marshal.GetLastPInvokeError() == PlatformConstants.NoSuchFile
                ? new FileNotFoundException("The file is gone.", fullPath)
                : NativeError.Last("open the file");
        }

        var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
        if (file.CanSeek)
        {
            return new RegularFile(file);
        }

        file.Dispose();
        throw new IOException("It is no plain file.");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _file.Read(buffer[..Left(buffer.Length)]);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _file.ReadAsync(buffer[..Left(buffer.Length)], cancellationToken);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    // The links below /proc/self lead past every permission of the folders above a file that this process has open, such as
    // another workspace's; a link to them may stand in a folder's place since the scan.
    private static unsafe int Open(string fullPath, int flags)
    {
        if (OperatingSystem.IsLinux())
        {
            var how = stackalloc ulong[3] { (ulong)flags, 0, NoMagicLinks };
            fixed (byte* path = Encoding.UTF8.GetBytes(fullPath + '\0'))
            {
                var descriptor = (int)LibC.SystemCall(OpenAt2, WorkingDirectory, (nint)path, (nint)how, 3 * sizeof(ulong));
                if (descriptor >= 0 || Marshal.GetLastPInvokeError() is not (NoSuchCall or NotPermitted))
                {
                    return descriptor;
                }
            }
        }

        // Before Linux 5.6, in sandboxes that do not know openat2, and on macOS, which has no such links.
        return LibC.Open(fullPath, flags);
    }

    private int Left(int wanted) => (int)Math.Clamp(Length - Position, 0, wanted);
}
