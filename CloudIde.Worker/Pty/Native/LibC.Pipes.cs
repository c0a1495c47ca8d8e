using System.Runtime.InteropServices;

namespace CloudIde.Worker.Pty.Native;

/// <summary>Pipes.</summary>
internal static unsafe partial class LibC
{
    /// <summary>Linux: a pipe, with flags for both ends from the first moment.</summary>
    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe2(int* ends, int flags);

    /// <summary>A pipe without flags.</summary>
    [LibraryImport(Library, EntryPoint = "pipe", SetLastError = true)]
    internal static partial int Pipe(int* ends);
}
