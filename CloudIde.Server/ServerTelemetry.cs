using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CloudIde.Server;

/// <summary>The server's own metrics and activities, beside those of ASP.NET Core.</summary>
internal sealed class ServerTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "CloudIde.Server";

    private readonly Meter _meter;
    private readonly Counter<long> _signups;
    private readonly Counter<long> _signins;
    private readonly Counter<long> _projects;
    private readonly Counter<long> _bytesWritten;
    private readonly Counter<long> _bytesRead;

    public ServerTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _signups = _meter.CreateCounter<long>("cloudide.server.signups", "{account}", "Accounts created");
        _signins = _meter.CreateCounter<long>("cloudide.server.signins", "{attempt}", "Sign-ins tried");
        _projects = _meter.CreateCounter<long>("cloudide.server.projects", "{project}", "Projects created and deleted");
        _bytesWritten = _meter.CreateCounter<long>("cloudide.server.files.written", "By", "Bytes of files written through the API");
        _bytesRead = _meter.CreateCounter<long>("cloudide.server.files.read", "By", "Bytes of files read through the API");
    }

    /// <summary>Where the server's activities start.</summary>
    public ActivitySource Activities { get; } = new(Name);

    public void CountSignup() => _signups.Add(1);

    public void CountSignin(bool succeeded) =>
        _signins.Add(1, new KeyValuePair<string, object?>("result", succeeded ? "success" : "failure"));

    public void CountProject(string change) => _projects.Add(1, new KeyValuePair<string, object?>("change", change));

    public void CountWritten(long bytes) => _bytesWritten.Add(bytes);

    public void CountRead(long bytes) => _bytesRead.Add(bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        Activities.Dispose();
    }
}
