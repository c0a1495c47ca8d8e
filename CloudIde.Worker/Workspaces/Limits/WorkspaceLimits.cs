using CloudIde.Core.Settings;
using CloudIde.Worker.Pty.Isolation;

namespace CloudIde.Worker.Workspaces.Limits;

/// <summary>How much one workspace may take of its worker.</summary>
public sealed record WorkspaceLimits
{
    private const long Mebibyte = 1024 * 1024;

    // Half of the memory that .NET sees, which is the container's where it has a limit: the kernel's own choice of a victim
    // comes later, and would be the user's process too, but says nothing in the terminal.
    private const int MemoryShare = 2;

    /// <summary><c>WORKSPACE_MAX_PROCESSES</c>, 16 to 1,000,000, 1,024 unless set: processes and threads of all terminals together.</summary>
    public required int Processes { get; init; }

    /// <summary><c>WORKSPACE_MAX_OPEN_FILES</c>, 64 to 1,000,000, 16,384 unless set: open files of each process.</summary>
    public required int OpenFiles { get; init; }

    /// <summary><c>WORKSPACE_MAX_MEMORY_MEGABYTES</c>, 64 to 16,777,216, half of the worker's unless set: in bytes, of each process and of all together.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary><c>WORKSPACE_MAX_FILE_MEGABYTES</c>, 1 to 16,777,216, 4,096 unless set: in bytes, the largest file a program may write.</summary>
    public required long FileBytes { get; init; }

    /// <summary><c>WORKSPACE_MAX_DISK_MEGABYTES</c>, 16 to 16,777,216, 8,192 unless set: in bytes, all files together.</summary>
    public required long DiskBytes { get; init; }

    /// <summary><c>WORKSPACE_MAX_FILES</c>, 1,000 to 100,000,000, 500,000 unless set: how many files and folders.</summary>
    public required int Files { get; init; }

    /// <summary><c>WORKSPACE_NICE</c>, 0 to 19, 5 unless set: how far programs stand back for the worker when the processors are busy.</summary>
    public required int Niceness { get; init; }

    /// <summary>Reads and validates the limits.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The limits.</returns>
    public static WorkspaceLimits Read(SettingsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryShare / Mebibyte;
        return new WorkspaceLimits
        {
            Processes = reader.WholeNumber("WORKSPACE_MAX_PROCESSES", 1024, 16, 1_000_000),
            OpenFiles = reader.WholeNumber("WORKSPACE_MAX_OPEN_FILES", 16_384, 64, 1_000_000),
            MemoryBytes = Mebibyte * reader.WholeNumber("WORKSPACE_MAX_MEMORY_MEGABYTES", (int)Math.Clamp(memory, 64, 16_777_216), 64, 16_777_216),
            FileBytes = Mebibyte * reader.WholeNumber("WORKSPACE_MAX_FILE_MEGABYTES", 4096, 1, 16_777_216),
            DiskBytes = Mebibyte * reader.WholeNumber("WORKSPACE_MAX_DISK_MEGABYTES", 8192, 16, 16_777_216),
            Files = reader.WholeNumber("WORKSPACE_MAX_FILES", 500_000, 1000, 100_000_000),
            Niceness = reader.WholeNumber("WORKSPACE_NICE", 5, 0, 19),
        };
    }

    /// <summary>The part that the kernel enforces on each shell.</summary>
    /// <param name="ownUser">Whether the shell has an own user: the number of processes is counted by user, and a shared one has others.</param>
    /// <returns>The limits of a shell.</returns>
    internal ProcessLimits OfShell(bool ownUser) => new()
    {
        Processes = ownUser ? Processes : null,
        OpenFiles = OpenFiles,
        FileSizeBytes = FileBytes,
        MemoryBytes = MemoryBytes,
        Niceness = Niceness,
    };
}
