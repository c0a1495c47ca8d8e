namespace CloudIde.Worker.Pty.Native;

/// <summary>
/// Numbers that differ between Linux (x64 and arm64 agree, glibc and musl too) and macOS (xnu bsd/sys/fcntl.h,
/// spawn.h, ttycom.h, errno.h, signal.h).
/// </summary>
internal static class PlatformConstants
{
    internal const int ReadWrite = 2;
    internal const int WaitNoHang = 1;
    internal const int ExecuteAccess = 1;

    internal const int NoSuchFile = 2;
    internal const int NoSuchProcess = 3;
    internal const int Interrupted = 4;
    internal const int InputOutputError = 5;
    internal const int NoChild = 10;
    internal const int PermissionDenied = 13;
    internal const int NotAFolder = 20;

    /// <summary>Linux only; it is what tells of such paths.</summary>
    internal const int NameTooLong = 36;

    internal const short SpawnSetSignalDefault = 0x04;
    internal const short SpawnSetSignalMask = 0x08;

    /// <summary>macOS: the child keeps only the descriptors that its file actions name.</summary>
    internal const short SpawnCloseByDefault = 0x4000;

    internal const int FileSetDescriptorFlags = 2;
    internal const int FileSetStatusFlags = 4;
    internal const int CloseOnExecFlag = 1;

    /// <summary>c_iflag bit: erase whole UTF-8 characters in cooked mode.</summary>
    internal const uint InputUtf8 = 0x4000;

    internal static readonly int NoControllingTerminal = Pick(linux: 0x100, macOS: 0x20000);
    internal static readonly int NonBlocking = Pick(linux: 0x800, macOS: 0x4);
    internal static readonly int CloseOnExec = Pick(linux: 0x80000, macOS: 0x1000000);
    internal static readonly int TryAgain = Pick(linux: 11, macOS: 35);
    internal static readonly short SpawnSetSession = (short)Pick(linux: 0x80, macOS: 0x400);
    internal static readonly nuint SetWindowSize = (nuint)Pick(linux: 0x5414, macOS: unchecked((int)0x80087467)) & 0xFFFFFFFF;

    private static int Pick(int linux, int macOS) => OperatingSystem.IsMacOS() ? macOS : linux;
}
