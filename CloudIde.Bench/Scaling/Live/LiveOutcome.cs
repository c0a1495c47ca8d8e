using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Simulation;

namespace CloudIde.Bench.Scaling.Live;

/// <summary>What came of a burst.</summary>
internal sealed record LiveOutcome
{
    /// <summary>The settings with which the orchestrator ran.</summary>
    public required OrchestratorSettings Settings { get; init; }

    /// <summary>The terminals.</summary>
    public required IReadOnlyList<LiveSession> Sessions { get; init; }

    /// <summary>The workspaces that more than one worker held, one after the other, a sentence each: work that was interrupted.</summary>
    public required IReadOnlyList<string> Moved { get; init; }

    /// <summary>Tasks that ended while they held a workspace, a sentence each.</summary>
    public required IReadOnlyList<string> BusyStops { get; init; }

    /// <summary>Whether the fleet was back at its minimum in time.</summary>
    public required bool IsBack { get; init; }

    /// <summary>What was decided and what ran.</summary>
    public required FleetCurves Curves { get; init; }

    /// <summary>What was decided.</summary>
    public required IReadOnlyList<TimedDecision> Decisions { get; init; }

    /// <summary>When the orchestrator decided for the first time.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the burst came, in seconds from the orchestrator's first decision.</summary>
    public required double BurstAt { get; init; }

    /// <summary>The arrivals, in seconds from the orchestrator's first decision, and how long each held its slot.</summary>
    public required ActivationTrace Trace { get; init; }

    /// <summary>How long each activation waited for its slot, in seconds, in the order of the trace.</summary>
    public required IReadOnlyList<double> Waits { get; init; }

    /// <summary>How long tasks took from RunTask until their worker took work, in seconds, in the order of their creation.</summary>
    public required IReadOnlyList<double> StartSeconds { get; init; }
}
