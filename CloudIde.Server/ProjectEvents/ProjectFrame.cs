using CloudIde.Core.Files;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.ProjectEvents;

/// <summary>A text frame of the project's event stream; fields that say nothing are left out.</summary>
/// <param name="Type"><c>hello</c>, <c>files</c> or <c>workspace</c>.</param>
internal sealed record ProjectFrame(string Type)
{
    /// <summary>In hello: this server's time, by which a browser whose clock is wrong counts down.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>In files: who made the changes.</summary>
    public string? Source { get; init; }

    /// <summary>In files: the changes.</summary>
    public IReadOnlyList<FileChange>? Items { get; init; }

    /// <summary>In workspace: what it is doing, in a word.</summary>
    public string? State { get; init; }

    /// <summary>In workspace: a sentence about it.</summary>
    public string? Message { get; init; }

    /// <summary>In workspace: the worker that holds it.</summary>
    public string? WorkerId { get; init; }

    /// <summary>In workspace: why it is kept.</summary>
    public string? KeptBecause { get; init; }

    /// <summary>In workspace: when it stops.</summary>
    public DateTimeOffset? StopsAt { get; init; }

    /// <summary>In workspace: until when somebody asked to keep it.</summary>
    public DateTimeOffset? KeepUntil { get; init; }

    /// <summary>The first frame of a stream.</summary>
    /// <param name="now">This server's time.</param>
    /// <returns>The frame.</returns>
    public static ProjectFrame Hello(DateTimeOffset now) => new("hello") { Time = now };

    /// <summary>Tells of changed files.</summary>
    /// <param name="changes">The changes.</param>
    /// <returns>The frame.</returns>
    public static ProjectFrame Of(FileChanges changes) => new("files") { Source = changes.Source, Items = changes.Items };

    /// <summary>Tells of the workspace.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <returns>The frame.</returns>
    public static ProjectFrame Of(WorkspaceAnswer workspace) => new("workspace")
    {
        State = workspace.State,
        Message = workspace.Message,
        WorkerId = workspace.WorkerId,
        KeptBecause = workspace.KeptBecause,
        StopsAt = workspace.StopsAt,
        KeepUntil = workspace.KeepUntil,
    };
}
