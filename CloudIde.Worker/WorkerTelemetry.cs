using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CloudIde.Worker;

/// <summary>The worker's own spans and metrics.</summary>
internal static class WorkerTelemetry
{
    /// <summary>The name of both sources.</summary>
    public const string Name = "CloudIde.Worker";

    private static readonly Meter Meter = new(Name);

    /// <summary>Spans.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Bytes of terminal output stored, by all terminals.</summary>
    public static Counter<long> OutputBytes { get; } = Meter.CreateCounter<long>("cloudide.worker.terminal.output", "By");

    /// <summary>Bytes of input written to shells, by all terminals.</summary>
    public static Counter<long> InputBytes { get; } = Meter.CreateCounter<long>("cloudide.worker.terminal.input", "By");

    /// <summary>How long a workspace took from its lease to its first shell, in seconds.</summary>
    public static Histogram<double> RestoreSeconds { get; } = Meter.CreateHistogram<double>("cloudide.worker.workspace.restore", "s");
}
