namespace CloudIde.Worker.Workspaces;

/// <summary>Why a workspace ended on this worker.</summary>
internal enum WorkspaceEnd
{
    /// <summary>Nobody needed it any more. Its files are saved.</summary>
    Idle,

    /// <summary>The worker stops. Its files are saved; whoever needs it gets it on another worker.</summary>
    WorkerStopping,

    /// <summary>Another worker holds it. Nothing more was written.</summary>
    LeaseLost,

    /// <summary>Its project was deleted, so nothing was saved.</summary>
    Deleted,

    /// <summary>It could not be restored, or its files could not be saved.</summary>
    Failed,
}
