using CloudIde.Core.Workers;

namespace CloudIde.Tests.Orchestrator.Scaling;

/// <summary>A task that really runs, whatever lists say.</summary>
internal sealed class WorldTask(string id, int readyAt)
{
    public string Id { get; } = id;

    public int ReadyAt { get; } = readyAt;

    public bool Ended { get; set; }

    public bool DrainRequested { get; set; }

    /// <summary>Its worker never comes up.</summary>
    public bool IsStuck { get; init; }

    /// <summary>When each activation that it holds ends.</summary>
    public List<int> Work { get; } = [];

    public WorkerRegistration? Reported { get; set; }
}
