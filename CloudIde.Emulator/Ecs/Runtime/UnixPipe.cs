using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>Makes pipes that no process inherits by accident.</summary>
internal static unsafe class UnixPipe
{
    private const int CloseOnExec = 0x80000;

    // FIOCLEX of macOS. It needs no third argument, and ioctl is variadic: on Apple's ARM processors a variadic argument
    // cannot be passed by a plain P/Invoke, which rules out fcntl.
    private const nuint SetCloseOnExec = 0x20006601;

    /// <summary>Makes a pipe.</summary>
    /// <returns>The end to read from and the end to write to.</returns>
    public static (int Read, int Write) Create()
    {
        var descriptors = stackalloc int[2];
        if (!OperatingSystem.IsMacOS())
        {
            Check(LibC.Pipe2(descriptors, CloseOnExec));
            return (descriptors[0], descriptors[1]);
        }

        // Without pipe2, a process that another thread starts right now could get both ends. Those that are started here
        // do not, for POSIX_SPAWN_CLOEXEC_DEFAULT.
        Check(LibC.Pipe(descriptors));
        Check(LibC.Ioctl(descriptors[0], SetCloseOnExec));
        Check(LibC.Ioctl(descriptors[1], SetCloseOnExec));
        return (descriptors[0], descriptors[1]);
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }
}
