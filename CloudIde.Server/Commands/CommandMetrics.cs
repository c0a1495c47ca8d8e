using System.Diagnostics.Metrics;

namespace CloudIde.Server.Commands;

/// <summary>What is asked of this server in the way of commands, as metrics.</summary>
internal sealed class CommandMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _submitted;

    public CommandMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(ServerTelemetry.Name);
        _submitted = _meter.CreateCounter<long>("cloudide.server.commands", "{command}", "Commands handed in");
    }

    public void Count(string result) => _submitted.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
