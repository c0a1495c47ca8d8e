using System.Globalization;

namespace CloudIde.Bench.Scaling.Live;

/// <summary>A burst of work on the embedded system, and what that system is like.</summary>
internal sealed record LiveBurstOptions
{
    /// <summary>How many workspaces are asked for at once, 1 or more.</summary>
    public int Activations { get; init; } = 60;

    /// <summary>As <c>ECS_MIN_TASKS</c>.</summary>
    public int MinTasks { get; init; } = 1;

    /// <summary>As <c>ECS_MAX_TASKS</c>. Too few for the burst, so that the ceiling is put to the test.</summary>
    public int MaxTasks { get; init; } = 8;

    /// <summary>As <c>ECS_MESSAGES_PER_TASK</c>.</summary>
    public int MessagesPerTask { get; init; } = 5;

    /// <summary>As <c>EMULATOR_FARGATE_START_SECONDS</c>: seconds or a range of them.</summary>
    public string StartSeconds { get; init; } = "5-10";

    /// <summary>The shortest work in a terminal, in seconds.</summary>
    public double MinWorkSeconds { get; init; } = 5;

    /// <summary>The longest work, in seconds; works are evenly distributed and the same in each run.</summary>
    public double MaxWorkSeconds { get; init; } = 20;

    /// <summary>As <c>ORCHESTRATOR_SCALE_IN_SECONDS</c>.</summary>
    public double ScaleInSeconds { get; init; } = 5;

    /// <summary>As <c>ORCHESTRATOR_POLL_SECONDS</c>.</summary>
    public double PollSeconds { get; init; } = 5;

    /// <summary>As <c>ORCHESTRATOR_POLICY</c>.</summary>
    public string Policy { get; init; } = "predictive";

    /// <summary>Whether every decision is printed, and what the simulator decided.</summary>
    public bool ShowsDecisions { get; init; }

    /// <summary>How long anything may take before it has failed.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long each terminal works, in seconds.</summary>
    public IReadOnlyList<double> WorkSeconds =>
        [.. Enumerable.Range(0, Activations).Select(i => MinWorkSeconds + ((MaxWorkSeconds - MinWorkSeconds) * (i * 0.618034 % 1)))];

    /// <summary>The settings of the system.</summary>
    /// <returns>Settings by their names.</returns>
    public Dictionary<string, string?> Settings() => new()
    {
        ["ECS_MIN_TASKS"] = Text(MinTasks),
        ["ECS_MAX_TASKS"] = Text(MaxTasks),
        ["ECS_MESSAGES_PER_TASK"] = Text(MessagesPerTask),
        ["EMULATOR_FARGATE_START_SECONDS"] = StartSeconds,
        ["ORCHESTRATOR_POLICY"] = Policy,
        ["ORCHESTRATOR_POLL_SECONDS"] = Text(PollSeconds),
        ["ORCHESTRATOR_SCALE_IN_SECONDS"] = Text(ScaleInSeconds),
        ["WORKSPACE_IDLE_SECONDS"] = "1",
    };

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
