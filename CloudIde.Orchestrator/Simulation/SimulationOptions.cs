using CloudIde.Orchestrator.Cost;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>What is simulated. The same options give the same report, to the last digit.</summary>
internal sealed record SimulationOptions
{
    /// <summary>The policy: one of <see cref="SimulatedPolicies.Names"/>.</summary>
    public required string Policy { get; init; }

    /// <summary>What arrives.</summary>
    public required ActivationTrace Trace { get; init; }

    /// <summary>Draws cold starts, and which worker gets a message where no policy says so.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Slots of one task, 1 or more, as <c>ECS_MESSAGES_PER_TASK</c>.</summary>
    public int MessagesPerTask { get; init; } = 5;

    /// <summary>As <c>ECS_MIN_TASKS</c>, 0 or more.</summary>
    public int MinTasks { get; init; } = 1;

    /// <summary>As <c>ECS_MAX_TASKS</c>, not less than the minimum.</summary>
    public int MaxTasks { get; init; } = 200;

    /// <summary>From RunTask to a worker that takes work: evenly distributed between two bounds.</summary>
    public ColdStart ColdStart { get; init; } = ColdStart.Fargate;

    /// <summary>What tasks cost.</summary>
    public Prices Prices { get; init; } = Prices.UsEast1;

    /// <summary>As <c>ORCHESTRATOR_HOURLY_CEILING_USD</c>, for this orchestrator's policies; null for none.</summary>
    public double? HourlyCeilingUsd { get; init; }

    /// <summary>As <c>ORCHESTRATOR_MONTHLY_CEILING_USD</c>, likewise.</summary>
    public double? MonthlyCeilingUsd { get; init; }

    /// <summary>The cluster.</summary>
    public ClusterModel Model => new(MessagesPerTask, MinTasks, MaxTasks, ColdStart, Seed);
}
