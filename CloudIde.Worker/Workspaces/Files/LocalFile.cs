using CloudIde.Worker.Workspaces.Snapshots;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>A file on the worker's disk, as a look found it.</summary>
/// <param name="Size">Its length in bytes.</param>
/// <param name="ModifiedNanoseconds">When it was last written, in nanoseconds since 1970.</param>
/// <param name="ChangedNanoseconds">
/// When anything of it was last changed, in nanoseconds since 1970. Other than the time of writing it cannot be set back, as
/// programs do that unpack or copy.
/// </param>
/// <param name="Executable">Whether its owner may execute it.</param>
internal readonly record struct LocalFile(long Size, long ModifiedNanoseconds, long ChangedNanoseconds, bool Executable)
{
    private const int OwnerMayExecute = 0x40;

    /// <summary>What of an entry's state matters for a file.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The file.</returns>
    public static LocalFile Of(SnapshotState state) =>
        new(state.Size, state.ModifiedNanoseconds, state.ChangedNanoseconds, (state.Mode & OwnerMayExecute) != 0);

    /// <summary>Whether another look most likely found the same content: only its names or permissions changed.</summary>
    /// <param name="other">The other look.</param>
    /// <returns>Whether length and time of writing are the same.</returns>
    public bool HasContentOf(LocalFile other) => Size == other.Size && ModifiedNanoseconds == other.ModifiedNanoseconds;
}
