using System.Diagnostics.Metrics;
using CloudIde.Core.Commands;

namespace CloudIde.Worker.Commands;

/// <summary>What commands do on this worker, as metrics.</summary>
internal static class CommandTelemetry
{
    private static readonly Meter Meter = new(WorkerTelemetry.Name);

    private static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>(
        "cloudide.worker.commands.running", "{command}", "Commands that run");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "cloudide.worker.commands.ended", "{command}", "Commands that got an outcome");

    private static readonly Counter<long> Output = Meter.CreateCounter<long>(
        "cloudide.worker.commands.output", "By", "Output of commands, what was not kept included");

    private static readonly Histogram<double> WaitSeconds = Meter.CreateHistogram<double>(
        "cloudide.worker.commands.wait", "s", "From the request to the start");

    private static readonly Histogram<double> RunSeconds = Meter.CreateHistogram<double>(
        "cloudide.worker.commands.duration", "s", "From the start to the outcome");

    public static void Started(TimeSpan waited)
    {
        Running.Add(1);
        WaitSeconds.Record(waited.TotalSeconds);
    }

    public static void Finished(CommandState? outcome, TimeSpan ran, long bytes)
    {
        Running.Add(-1);
        Output.Add(bytes);
        if (outcome is { } state)
        {
            var tag = new KeyValuePair<string, object?>("outcome", state.Word());
            Ended.Add(1, tag);
            RunSeconds.Record(ran.TotalSeconds, tag);
        }
    }
}
