using System.Globalization;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Workspaces.Files;

namespace CloudIde.Worker.Workspaces;

/// <summary>Tells the user how far a restore is, at most a few times a second.</summary>
internal sealed class RestoreProgress(WorkspaceDirectory directory, WorkspaceLease lease, TimeProvider time) : IProgress<RestoreStep>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>Before this the rate says nothing.</summary>
    private static readonly TimeSpan FirstEstimate = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private long _lastSaid = time.GetTimestamp();
    private Task _saying = Task.CompletedTask;

    /// <inheritdoc/>
    public void Report(RestoreStep value)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_lastSaid) < Interval || !_saying.IsCompleted)
            {
                return;
            }

            _lastSaid = time.GetTimestamp();
            _saying = directory.SetStatusAsync(lease, WorkspaceState.Restoring, Describe(value, time.GetElapsedTime(_started)));
        }
    }

    /// <summary>Waits for the last word, so that it does not come after what follows.</summary>
    /// <returns>A task that ends when it is said.</returns>
    public Task CompleteAsync()
    {
        lock (_lock)
        {
            return _saying;
        }
    }

    /// <summary>Puts a step into words.</summary>
    /// <param name="step">The step.</param>
    /// <param name="elapsed">How long the restore has taken.</param>
    /// <returns>A sentence, such as "Restoring the files: 1,200 of 10,000, 12.0 of 100.0 MB, about 9 s left."</returns>
    internal static string Describe(RestoreStep step, TimeSpan elapsed)
    {
        var done = string.Create(
            CultureInfo.InvariantCulture,
            $"Restoring the files: {step.Files:N0} of {step.FilesTotal:N0}, {Megabytes(step.Bytes):N1} of {Megabytes(step.BytesTotal):N1} MB");
        if (elapsed < FirstEstimate || step.Bytes == 0 || step.Bytes >= step.BytesTotal)
        {
            return done + ".";
        }

        var left = elapsed * ((double)(step.BytesTotal - step.Bytes) / step.Bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{done}, about {Math.Ceiling(left.TotalSeconds):0} s left.");
    }

    private static double Megabytes(long bytes) => bytes / 1e6;
}
