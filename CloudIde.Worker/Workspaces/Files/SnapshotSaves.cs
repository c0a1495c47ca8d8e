using CloudIde.Worker.Workspaces.Snapshots;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>Brings the snapshot up to date now and then, and at the end.</summary>
internal sealed partial class SnapshotSaves(
    string projectId,
    WorkspaceSync sync,
    ProjectSnapshot snapshot,
    SyncRounds rounds,
    SyncNotices notices,
    FileNews news,
    TimeSpan interval,
    TimeProvider time,
    ILogger<SnapshotSaves> logger) : IDisposable
{
    /// <summary>By how much the search for changes stands back behind terminals.</summary>
    private const int Nice = 10;

    private readonly LastingProblem _failure = new();
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Saves until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that ends then.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = interval;
        while (true)
        {
            await Task.Delay(pause, time, cancellationToken);
            var started = time.GetTimestamp();
            try
            {
                await SaveAsync(includeCached: false, cancellationToken);
                _failure.End(notices, "The snapshot of ignored and bulk files is saved again.");
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogSnapshotFailed(e, projectId);
                _failure.Tell(notices, $"The snapshot of ignored and bulk files could not be saved: {e.Message} It is tried again.");
            }

            news.TellSoon();

            // A large project is not looked through all the time; but a killed worker must not lose more than a minute.
            var took = time.GetElapsedTime(started);
            pause = took > interval / 10 ? interval + (took / 2) : interval;
        }
    }

    /// <summary>Saves what differs.</summary>
    /// <param name="includeCached">Whether also copies of S3 objects are worth it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is saved.</returns>
    public async Task SaveAsync(bool includeCached, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var (items, isUnknown) = await WorkThread.RunAsync("Snapshot search", Nice, () => sync.FindSnapshotItems(cancellationToken));
            var result = await snapshot.SaveAsync(items, includeCached, isUnknown, cancellationToken);
            if (result.Entries > 0)
            {
                LogSnapshotSaved(projectId, result.Entries, result.Bytes, result.Requests, result.Packs);
            }

            foreach (var problem in result.NotSaved)
            {
                notices.Problem(problem.Path, $"{problem.Path} is not saved: {problem.Reason}");
            }

            var missing = result.NotSaved.Select(problem => problem.Path).ToHashSet(StringComparer.Ordinal);
            await sync.RemoveOutgrownAsync(items.Where(item => !missing.Contains(item.Path)), cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
            rounds.Wake();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    [LoggerMessage(LogLevel.Error, "The snapshot of {ProjectId} could not be saved; trying again.", EventName = "SnapshotFailed")]
    private partial void LogSnapshotFailed(Exception exception, string projectId);

    [LoggerMessage(LogLevel.Debug, "The snapshot of {ProjectId} was saved: {Entries} entries, {Bytes} bytes, {Requests} requests, {Packs} packs.", EventName = "SnapshotUpToDate")]
    private partial void LogSnapshotSaved(string projectId, int entries, long bytes, int requests, int packs);
}
