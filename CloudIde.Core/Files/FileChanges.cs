namespace CloudIde.Core.Files;

/// <summary>Changes that were found together.</summary>
/// <param name="Source">Who made them: <see cref="Server"/>, <see cref="Worker"/>.</param>
/// <param name="Items">The changes.</param>
public sealed record FileChanges(string Source, IReadOnlyList<FileChange> Items)
{
    /// <summary>The editor or the API, through a server.</summary>
    public const string Server = "server";

    /// <summary>A program in the workspace, through its worker.</summary>
    public const string Worker = "worker";

    /// <summary>More than this many are told as one <see cref="FileChangeKind.Many"/>.</summary>
    public const int MostNamed = 200;
}
