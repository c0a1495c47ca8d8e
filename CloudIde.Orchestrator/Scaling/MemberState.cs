namespace CloudIde.Orchestrator.Scaling;

/// <summary>What a task is to the fleet.</summary>
internal enum MemberState
{
    /// <summary>Its worker has not registered yet. Supply that is on its way.</summary>
    Starting,

    /// <summary>Its worker takes work.</summary>
    Ready,

    /// <summary>Its worker takes no more work. No supply.</summary>
    Draining,

    /// <summary>Its worker was registered and is not any more, though the task runs. No supply.</summary>
    Lost,
}
