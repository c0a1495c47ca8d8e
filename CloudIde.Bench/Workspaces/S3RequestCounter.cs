using System.Diagnostics.Metrics;

namespace CloudIde.Bench.Workspaces;

/// <summary>
/// Counts the requests to S3 that the emulator in this process answers: other than SQS and ECS, which are asked by POST, S3
/// is asked by the other methods, and other than the IDE's own pages, its requests have no route.
/// </summary>
internal sealed class S3RequestCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private int _all;
    private int _writes;

    public S3RequestCounter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "http.server.request.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Count(tags));
        _listener.Start();
    }

    /// <summary>All requests.</summary>
    public int All => Volatile.Read(ref _all);

    /// <summary>Those that write.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Count(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (method, hasRoute) = ("", false);
        foreach (var (key, value) in tags)
        {
            method = key == "http.request.method" ? value as string ?? "" : method;
            hasRoute |= key == "http.route" && value is string { Length: > 0 };
        }

        if (method is "PUT" or "DELETE" or "GET" or "HEAD" && !hasRoute)
        {
            Interlocked.Increment(ref _all);
            if (method is "PUT" or "DELETE")
            {
                Interlocked.Increment(ref _writes);
            }
        }
    }
}
