using System.Runtime.InteropServices;

namespace CloudIde.Worker.Pty.Native;

/// <summary><c>struct winsize</c>, the same on Linux and macOS.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct WindowSize
{
    internal ushort Rows;
    internal ushort Columns;
    internal ushort WidthPixels;
    internal ushort HeightPixels;
}
