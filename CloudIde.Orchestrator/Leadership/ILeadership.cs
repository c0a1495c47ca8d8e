namespace CloudIde.Orchestrator.Leadership;

/// <summary>Whether this orchestrator is the one that acts.</summary>
internal interface ILeadership
{
    /// <summary>True only while no other orchestrator can be acting.</summary>
    bool IsHeld { get; }

    /// <summary>Counts how often it became the one that acts. Between two terms another may have acted, unnoticed.</summary>
    long Term { get; }
}
