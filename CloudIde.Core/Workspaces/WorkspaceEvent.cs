namespace CloudIde.Core.Workspaces;

/// <summary>A hint that something of a workspace has changed. What it is now stands in Redis or S3.</summary>
public enum WorkspaceEvent
{
    /// <summary>Its status or lease.</summary>
    Status,

    /// <summary>Its terminals.</summary>
    Terminals,

    /// <summary>Its files in S3, by the editor or the API, and which ones is not known.</summary>
    Files,

    /// <summary>Its commands: one was asked for or cancelled, or a delivery of one's message is there for the owner.</summary>
    Commands,

    /// <summary>Its project is deleted: the worker ends it and saves nothing.</summary>
    Deleted,
}
