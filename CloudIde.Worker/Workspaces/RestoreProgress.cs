using System.Globalization;
using CloudIde.Core.Workspaces;

namespace CloudIde.Worker.Workspaces;

/// <summary>Tells the user how far a restore is, at most a few times a second.</summary>
internal sealed class RestoreProgress(WorkspaceDirectory directory, WorkspaceLease lease, TimeProvider time) : IProgress<(int Done, int Total)>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private long _lastSaid = time.GetTimestamp();
    private Task _saying = Task.CompletedTask;

    /// <inheritdoc/>
    public void Report((int Done, int Total) value)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_lastSaid) < Interval || !_saying.IsCompleted)
            {
                return;
            }

            _lastSaid = time.GetTimestamp();
            var message = string.Create(CultureInfo.InvariantCulture, $"Restoring the files: {value.Done:N0} of {value.Total:N0}.");
            _saying = directory.SetStatusAsync(lease, WorkspaceState.Restoring, message);
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
}
