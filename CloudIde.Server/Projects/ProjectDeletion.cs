using System.Collections.Concurrent;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Server.Files;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using StackExchange.Redis;

namespace CloudIde.Server.Projects;

/// <summary>Deletes projects: their metadata, every object of theirs in S3, and the workspace that may still run.</summary>
internal sealed partial class ProjectDeletion(
    ProjectFiles files,
    IMetadataStore store,
    WorkspaceDirectory workspaces,
    WorkspaceKeeping keeping,
    TerminalDirectory terminals,
    TimeProvider time,
    ILogger<ProjectDeletion> logger) : IHostedService, IDisposable
{
    /// <summary>How long a worker that was told may go on saving before the objects are deleted for the last time.</summary>
    public static readonly TimeSpan LastSave = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Task> _sweeps = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Deletes a project. Its worker is told, and what it saves meanwhile is deleted in the background.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When the project is gone.</returns>
    public async Task DeleteAsync(string projectId, CancellationToken cancellationToken)
    {
        // Files first: if S3 fails half way, the project is still listed and can be deleted again.
        await files.DeleteProjectAsync(projectId, cancellationToken);
        await store.DeleteProjectAsync(projectId, cancellationToken);
        await EndWorkspaceAsync(projectId);

        // Before the answer, so that what was saved in between is gone with it; and once more when nobody can save any more.
        await files.DeleteProjectAsync(projectId, cancellationToken);
        var swept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sweeps[projectId] = swept.Task;
        _ = SweepAsync(projectId, swept);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deletes at once what it would have waited for.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is done.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_sweeps.Values).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <summary>Terminals go first: a viewer that is still attached would ask for the workspace again.</summary>
    private async Task EndWorkspaceAsync(string projectId)
    {
        try
        {
            foreach (var terminal in await terminals.ListAsync(projectId))
            {
                await terminals.RemoveAsync(new TerminalKey(projectId, terminal.TerminalId));
            }

            await keeping.KeepUntilAsync(projectId, time.GetUtcNow());
            await workspaces.PublishDeletedAsync(projectId);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            // Without Redis no worker holds a lease for long either, and the project is gone in any case.
            LogWorkspaceNotEnded(projectId, error.Message);
        }
    }

    private async Task SweepAsync(string projectId, TaskCompletionSource swept)
    {
        try
        {
            await WaitForWorkerAsync(projectId);
            await files.DeleteProjectAsync(projectId, CancellationToken.None);
        }
        catch (Exception error) when (ProblemFor.IsOutage(error))
        {
            LogSweepFailed(projectId, error.Message);
        }
        finally
        {
            _sweeps.TryRemove(projectId, out _);
            swept.SetResult();
        }
    }

    private async Task WaitForWorkerAsync(string projectId)
    {
        var started = time.GetTimestamp();
        try
        {
            // A worker may also be about to take it: only a workspace that nobody was asked for is safely gone.
            while (time.GetElapsedTime(started) < LastSave
                && (await workspaces.GetStatusAsync(projectId)).State != WorkspaceState.Inactive)
            {
                await Task.Delay(LookInterval, time, _stopping.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or RedisException or TimeoutException)
        {
            // The server stops, or nobody can say who holds what: better once too early than not at all.
        }
    }
}
