namespace CloudIde.Worker.Pty.Readiness;

/// <summary>What a descriptor is awaited for, or is ready for.</summary>
[Flags]
internal enum Interest
{
    None = 0,
    Read = 1,
    Write = 2,
}
