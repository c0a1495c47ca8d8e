namespace CloudIde.Core.Workspaces;

/// <summary>What a workspace is doing, in the order in which it happens.</summary>
public enum WorkspaceState
{
    /// <summary>No worker holds it and none was asked for.</summary>
    Inactive,

    /// <summary>An activation waits in the queue for a worker.</summary>
    Queued,

    /// <summary>A worker has taken it.</summary>
    Starting,

    /// <summary>Its files are being brought to the worker.</summary>
    Restoring,

    /// <summary>Terminals run.</summary>
    Active,

    /// <summary>Its files are being saved, and its worker gives it up.</summary>
    Stopping,
}
