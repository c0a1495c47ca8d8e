namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>Error numbers that Linux and macOS share.</summary>
internal static class Errno
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int NotExecutable = 8;
    public const int NoChild = 10;
    public const int AccessDenied = 13;
}
