using System.Runtime.InteropServices;

namespace CloudIde.Worker.Pty.Native;

/// <summary><c>struct kevent</c> of 64-bit macOS (xnu bsd/sys/event.h): 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KqueueEvent
{
    internal nuint Identity;
    internal short Filter;
    internal ushort Flags;
    internal uint FilterFlags;
    internal nint Data;
    internal nint UserData;
}
