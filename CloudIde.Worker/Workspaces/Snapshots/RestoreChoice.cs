namespace CloudIde.Worker.Workspaces.Snapshots;

/// <summary>What becomes of an entry in a restore.</summary>
internal readonly record struct RestoreChoice
{
    private RestoreChoice(bool skips, string? path)
    {
        Skips = skips;
        Path = path;
    }

    /// <summary>It is restored in its place.</summary>
    internal static RestoreChoice Take => default;

    /// <summary>It is not restored.</summary>
    internal static RestoreChoice Skip => new(true, null);

    /// <summary>Whether it is not restored.</summary>
    internal bool Skips { get; }

    /// <summary>Where it goes instead of its own place, or null.</summary>
    internal string? Path { get; }

    /// <summary>It is restored in another place, as a conflict copy is. It then counts as new: as no S3 object's copy.</summary>
    /// <param name="path">The place, relative to the root.</param>
    /// <returns>The choice.</returns>
    internal static RestoreChoice TakeAs(string path) => new(false, path);
}
