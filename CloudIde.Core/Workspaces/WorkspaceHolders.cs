using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Workspaces;

/// <summary>
/// Finds all leases. It goes through the keys of Redis, a thousand a step, and is for what is looked at now and then: an index
/// would have to be kept right through every loss of a worker.
/// </summary>
public sealed class WorkspaceHolders(IConnectionMultiplexer redis)
{
    private const int PageSize = 1000;

    private const string Suffix = "}:lease";

    private const string Prefix = "cloudide:{";

    /// <summary>Lists who holds which workspace.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The holds, by project.</returns>
    public async Task<IReadOnlyList<WorkspaceHolder>> ListAsync(int max, CancellationToken cancellationToken)
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

        var database = redis.GetDatabase();
        var found = new List<WorkspaceHolder>(projects.Count);
        foreach (var page in projects.Chunk(PageSize))
        {
            var workers = await Task.WhenAll(page.Select(project => database.HashGetAsync(RedisKeys.Lease(project), "worker")))
                .WaitAsync(cancellationToken);

            // One without a worker was given up since its key was found.
            found.AddRange(page.Zip(workers).Where(pair => !pair.Second.IsNull)
                .Select(pair => new WorkspaceHolder(pair.First, pair.Second.ToString())));
        }

        return found;
    }
}
