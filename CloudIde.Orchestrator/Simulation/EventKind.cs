namespace CloudIde.Orchestrator.Simulation;

/// <summary>What can happen in a simulated cluster.</summary>
internal enum EventKind
{
    /// <summary>An activation ends.</summary>
    ActivationEnds,

    /// <summary>A task's worker registers.</summary>
    WorkerReady,

    /// <summary>The message of an interrupted activation is visible again.</summary>
    MessageVisible,

    /// <summary>A drained worker's task is gone.</summary>
    TaskGone,
}
