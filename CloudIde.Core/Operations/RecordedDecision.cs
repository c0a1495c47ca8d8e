using CloudIde.Core.Activations;

namespace CloudIde.Core.Operations;

/// <summary>
/// A scaling decision as the orchestrator keeps it in Redis, with what operators need to understand it. The orchestrator's
/// own record has more; members that are not known here are ignored, so that both can change.
/// </summary>
public sealed record RecordedDecision
{
    /// <summary>The decision and its inputs.</summary>
    public required DecisionPart Decision { get; init; }

    /// <summary>What was to be done.</summary>
    public required PlanPart Plan { get; init; }

    /// <summary>What was done.</summary>
    public required AppliedPart Applied { get; init; }

    /// <summary>For how many more seconds launches wait after one that failed, 0 when they do not.</summary>
    public double BackOffSeconds { get; init; }

    /// <summary>The decision.</summary>
    public sealed record DecisionPart
    {
        /// <summary>The policy's name.</summary>
        public required string Policy { get; init; }

        /// <summary>The number of tasks, or null to hold.</summary>
        public int? Target { get; init; }

        /// <summary>Why.</summary>
        public required string Reason { get; init; }

        /// <summary>What it was decided on.</summary>
        public required InputsPart Inputs { get; init; }
    }

    /// <summary>What was known.</summary>
    public sealed record InputsPart
    {
        /// <summary>When.</summary>
        public required DateTimeOffset At { get; init; }

        /// <summary>The queue's counts, or null when unknown.</summary>
        public QueueDepth? Queue { get; init; }

        /// <summary>The fleet, or null when unknown.</summary>
        public FleetPart? Fleet { get; init; }
    }

    /// <summary>The fleet in numbers.</summary>
    public sealed record FleetPart
    {
        /// <summary>Tasks whose worker has not registered yet.</summary>
        public int Starting { get; init; }

        /// <summary>Tasks whose worker takes work.</summary>
        public int Ready { get; init; }

        /// <summary>Tasks whose worker takes no more work.</summary>
        public int Draining { get; init; }

        /// <summary>Tasks whose worker is no longer registered.</summary>
        public int Lost { get; init; }

        /// <summary>How many more workspaces the ready workers take.</summary>
        public int FreeSlots { get; init; }

        /// <summary>How many workspaces all workers hold.</summary>
        public int UsedSlots { get; init; }
    }

    /// <summary>What was to be done.</summary>
    public sealed record PlanPart
    {
        /// <summary>How many tasks were to be started.</summary>
        public int Launch { get; init; }

        /// <summary>The workers to be asked to drain.</summary>
        public IReadOnlyList<string> Drain { get; init; } = [];
    }

    /// <summary>What was done.</summary>
    public sealed record AppliedPart
    {
        /// <summary>The tasks that are starting.</summary>
        public IReadOnlyList<string> Launched { get; init; } = [];

        /// <summary>The workers that were asked to drain.</summary>
        public IReadOnlyList<string> Drained { get; init; } = [];

        /// <summary>The tasks that were stopped.</summary>
        public IReadOnlyList<string> Stopped { get; init; } = [];

        /// <summary>What did not work, a sentence each.</summary>
        public IReadOnlyList<string> Failures { get; init; } = [];

        /// <summary>Whether a launch failed in whole or in part.</summary>
        public bool LaunchFailed { get; init; }
    }
}
