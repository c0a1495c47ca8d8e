using System.Collections.Concurrent;
using CloudIde.Core.Projects;

namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// Asks S3 for single files. Whoever tells that a file changed may be late: what S3 has now is what counts, above all
/// where the file was said to be deleted. Those that it gives no answer about are left for the next round.
/// </summary>
internal sealed class RemoteLooks(ProjectStore store, SyncState state)
{
    /// <summary>Asks for all files that may have changed.</summary>
    /// <param name="told">Files that are said to have changed, besides those that are known to.</param>
    /// <param name="listed">A listing of all files, or null when S3 was not listed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What S3 has.</returns>
    public async Task<RemoteView> LookAsync(
        IEnumerable<ProjectPath> told, IReadOnlyDictionary<ProjectPath, RemoteFile>? listed, CancellationToken cancellationToken)
    {
        foreach (var path in told)
        {
            state.ChangedRemotely[path] = true;
        }

        var found = new ConcurrentDictionary<ProjectPath, RemoteFile?>();
        var failures = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(state.ChangedRemotely.Keys.ToList(), SyncSteps.Bounded(cancellationToken), async (path, token) =>
        {
            try
            {
                if (failures.Count < SyncSteps.MostFailures)
                {
                    found[path] = await store.LookAsync(path, token);
                }
            }
            catch (Exception e) when (SyncSteps.IsFailure(e, token))
            {
                failures.Enqueue(e);
            }
        });
        return new RemoteView(state, listed, found, failures.TryPeek(out var first) ? first : null);
    }
}
