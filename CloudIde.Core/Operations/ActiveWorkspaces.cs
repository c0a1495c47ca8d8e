using CloudIde.Core.Redis;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Operations;

/// <summary>
/// Finds all workspaces that are active. It goes through the keys of Redis, a thousand a step, and is for operators: an index
/// would have to be kept right through every loss of a worker, for a list that few people look at now and then.
/// </summary>
public sealed class ActiveWorkspaces(
    IConnectionMultiplexer redis, WorkspaceDirectory workspaces, TerminalDirectory terminals, TerminalViewers viewers)
{
    private const int PageSize = 1000;

    private const string Suffix = "}:lease";

    private const string Prefix = "cloudide:{";

    /// <summary>Lists them.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The workspaces, by project.</returns>
    public async Task<IReadOnlyList<ActiveWorkspace>> ListAsync(int max, CancellationToken cancellationToken)
    {
        var projects = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var server in redis.GetServers().Where(server => server is { IsConnected: true, IsReplica: false }))
        {
            await foreach (var key in server.KeysAsync(pattern: $"{Prefix}*{Suffix}", pageSize: PageSize).WithCancellation(cancellationToken))
            {
                var name = key.ToString();
                projects.Add(name[Prefix.Length..^Suffix.Length]);
                if (projects.Count == max)
                {
                    break;
                }
            }
        }

        var found = new List<ActiveWorkspace>(projects.Count);
        foreach (var page in projects.Chunk(100))
        {
            found.AddRange((await Task.WhenAll(page.Select(FindAsync)).WaitAsync(cancellationToken)).OfType<ActiveWorkspace>());
        }

        return found;
    }

    private async Task<ActiveWorkspace?> FindAsync(string projectId)
    {
        var worker = redis.GetDatabase().HashGetAsync(RedisKeys.Lease(projectId), "worker");
        var status = workspaces.GetStatusAsync(projectId);
        var open = await terminals.ListAsync(projectId);
        var watching = await Task.WhenAll(open.Select(terminal => viewers.ListAsync(new TerminalKey(projectId, terminal.TerminalId))));

        // Given up since its key was found.
        return await worker is { IsNull: false } holder
            ? new ActiveWorkspace(
                projectId,
                holder.ToString(),
                (await status).State.ToString().ToLowerInvariant(),
                (await status).Message,
                open.Count,
                watching.Sum(attached => attached.Count))
            : null;
    }
}
