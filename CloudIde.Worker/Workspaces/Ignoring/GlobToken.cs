namespace CloudIde.Worker.Workspaces.Ignoring;

/// <summary>What one place of a pattern asks for.</summary>
internal enum GlobKind : byte
{
    /// <summary>This byte.</summary>
    Byte,

    /// <summary>Any byte but '/'.</summary>
    Any,

    /// <summary>A byte of a set, never '/'.</summary>
    Set,

    /// <summary>Any bytes but '/', or none.</summary>
    Star,

    /// <summary><c>**/</c>: any number of folders, or none.</summary>
    Folders,

    /// <summary><c>**\/</c>, which git reads as at least a '/'.</summary>
    SomeFolders,

    /// <summary><c>**</c> at the end: all the rest.</summary>
    Everything,
}

/// <summary>One place of a pattern.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Byte">The byte, for <see cref="GlobKind.Byte"/>.</param>
/// <param name="Set">The set, for <see cref="GlobKind.Set"/>.</param>
internal readonly record struct GlobToken(GlobKind Kind, byte Byte = 0, ByteSet? Set = null)
{
    /// <summary>Whether a byte is what is asked for; never, where it is not about one byte.</summary>
    /// <param name="value">The byte.</param>
    /// <returns>Whether it fits.</returns>
    public bool Fits(byte value) => Kind switch
    {
        GlobKind.Byte => value == Byte,
        GlobKind.Any => value != (byte)'/',
        GlobKind.Set => value != (byte)'/' && Set!.Contains(value),
        _ => false,
    };
}
