using System.Diagnostics.Metrics;

namespace CloudIde.Server.Terminals;

/// <summary>What terminals do in this server, as metrics.</summary>
internal sealed class TerminalMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly UpDownCounter<long> _viewers;
    private readonly Counter<long> _bytesOut;
    private readonly Counter<long> _bytesIn;
    private readonly Counter<long> _catchUps;
    private readonly Counter<long> _resets;

    public TerminalMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(ServerTelemetry.Name);
        _viewers = _meter.CreateUpDownCounter<long>("cloudide.server.terminals.viewers", "{viewer}", "Viewers attached through this server");
        _bytesOut = _meter.CreateCounter<long>("cloudide.server.terminals.output", "By", "Terminal output sent to viewers");
        _bytesIn = _meter.CreateCounter<long>("cloudide.server.terminals.input", "By", "Terminal input accepted from viewers");
        _catchUps = _meter.CreateCounter<long>(
            "cloudide.server.terminals.catch_ups", "{catch-up}", "Times that a viewer fell behind or missed output and was served from the log");
        _resets = _meter.CreateCounter<long>(
            "cloudide.server.terminals.resets", "{reset}", "Times that output which a viewer needed was no longer kept");
    }

    public void CountViewer(int change) => _viewers.Add(change);

    public void CountOutput(long bytes) => _bytesOut.Add(bytes);

    public void CountInput(long bytes) => _bytesIn.Add(bytes);

    public void CountCatchUp() => _catchUps.Add(1);

    public void CountReset() => _resets.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
