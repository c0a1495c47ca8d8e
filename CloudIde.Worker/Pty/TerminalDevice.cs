using System.Runtime.InteropServices;
using System.Text;
using CloudIde.Core.Terminals;
using CloudIde.Worker.Pty.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty;

/// <summary>
/// A pty pair. The slave side is held open until a program has it: a master whose slave nobody has open reports
/// end of file.
/// </summary>
internal sealed unsafe class TerminalDevice : IDisposable
{
    private const int PathCapacity = 256;

    private TerminalDevice(SafeFileHandle master, SafeFileHandle slave, string slavePath)
    {
        Master = master;
        Slave = slave;
        SlavePath = slavePath;
    }

    /// <summary>Our side: not blocking, closed at exec. The owner of the terminal closes it, not this type.</summary>
    internal SafeFileHandle Master { get; }

    internal SafeFileHandle Slave { get; }

    internal string SlavePath { get; }

    /// <summary>Opens a pair with the system's default modes plus UTF-8 editing.</summary>
    /// <param name="size">The size from the first moment, so that a program which looks once sees it.</param>
    /// <param name="owner">Who may open the terminal by name, or null to leave it to this process's user.</param>
    /// <returns>The pair.</returns>
    /// <exception cref="IOException">The system has no pty left or refused.</exception>
    internal static TerminalDevice Open(TerminalSize size, uint? owner)
    {
        var master = OpenMaster();
        SafeFileHandle? slave = null;
        try
        {
            if (LibC.GrantPt(master) != 0 || LibC.UnlockPt(master) != 0)
            {
                throw NativeError.Last("unlock a terminal");
            }

            var path = SlavePathOf(master);
            var descriptor = LibC.Open(
                path,
                PlatformConstants.ReadWrite | PlatformConstants.NoControllingTerminal | PlatformConstants.CloseOnExec);
            slave = descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw NativeError.Last($"open {path}");

            EnableUtf8(slave);
            Resize(slave, size);

            // Otherwise what opens the terminal by name (tmux, gpg) would be refused under another user id, and every
            // other workspace's terminal would belong to the same one.
            if (owner is { } user && LibC.FChown(slave, user, uint.MaxValue) != 0)
            {
                throw NativeError.Last($"give {path} to user {user}");
            }

            return new TerminalDevice(master, slave, path);
        }
        catch
        {
            slave?.Dispose();
            master.Dispose();
            throw;
        }
    }

    /// <summary>Sets a size through either side; the foreground programs get SIGWINCH when it changed.</summary>
    internal static void Resize(SafeFileHandle side, TerminalSize size)
    {
        // Sizes come from browsers, and the kernel would take any 16 bits.
        var window = new WindowSize
        {
            Columns = (ushort)Math.Clamp(size.Columns, 1, TerminalSize.Max),
            Rows = (ushort)Math.Clamp(size.Rows, 1, TerminalSize.Max),
        };
        if (LibC.SetWindowSize(side, &window) != 0)
        {
            throw NativeError.Last("resize a terminal");
        }
    }

    /// <summary>Prints on a terminal without waiting. Only on Linux.</summary>
    /// <param name="master">Our side.</param>
    /// <param name="text">What to print.</param>
    internal static void Print(SafeFileHandle master, string text)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // By the master and not by name: the name may belong to another terminal by now.
        var peer = LibC.OpenPeer(
            master, PlatformConstants.ReadWrite | PlatformConstants.NoControllingTerminal | PlatformConstants.CloseOnExec | PlatformConstants.NonBlocking);
        if (peer < 0)
        {
            return;
        }

        using var slave = new SafeFileHandle(peer, ownsHandle: true);
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            _ = LibC.Write(slave, start, (nuint)bytes.Length);
        }
    }

    /// <summary>Closes the slave side.</summary>
    public void Dispose() => Slave.Dispose();

    private static SafeFileHandle OpenMaster()
    {
        // Linux passes all flags to open, so no other thread's fork can come between open and close-on-exec. macOS
        // documents two flags only; the rest is set after.
        var flags = PlatformConstants.ReadWrite | PlatformConstants.NoControllingTerminal;
        if (!OperatingSystem.IsMacOS())
        {
            flags |= PlatformConstants.CloseOnExec | PlatformConstants.NonBlocking;
        }

        var descriptor = LibC.PosixOpenPt(flags);
        if (descriptor < 0)
        {
            throw NativeError.Last("open a terminal");
        }

        var master = new SafeFileHandle(descriptor, ownsHandle: true);
        if (OperatingSystem.IsMacOS()
            && (LibC.FileControl(master, PlatformConstants.FileSetDescriptorFlags, PlatformConstants.CloseOnExecFlag) != 0
                || LibC.FileControl(
                    master,
                    PlatformConstants.FileSetStatusFlags,
                    PlatformConstants.ReadWrite | PlatformConstants.NonBlocking) != 0))
        {
            var error = NativeError.Last("open a terminal");
            master.Dispose();
            throw error;
        }

        return master;
    }

    private static string SlavePathOf(SafeFileHandle master)
    {
        var buffer = stackalloc byte[PathCapacity];
        if (LibC.PtsName(master, buffer, PathCapacity) != 0)
        {
            throw NativeError.Last("name a terminal");
        }

        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer));
    }

    // The defaults of both kernels are sane (ECHO, ICANON, ISIG, ICRNL, OPOST, ...) but for IUTF8, without which
    // erasing one é in cooked mode leaves half of it. c_iflag is the first member of struct termios: 32 bits on
    // Linux, an unsigned long on macOS, little-endian on both.
    private static void EnableUtf8(SafeFileHandle slave)
    {
        var termios = stackalloc byte[LibC.OpaqueSize];
        if (LibC.TcGetAttr(slave, termios) != 0)
        {
            throw NativeError.Last("read a terminal's modes");
        }

        *(uint*)termios |= PlatformConstants.InputUtf8;
        if (LibC.TcSetAttr(slave, 0, termios) != 0)
        {
            throw NativeError.Last("set a terminal's modes");
        }
    }
}
