using System.Globalization;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Workspaces;

/// <summary>Why each workspace is kept, said by its worker, and until when people want it kept, said by them. In Redis.</summary>
public sealed class WorkspaceKeeping(IConnectionMultiplexer redis, TimeProvider time)
{
    /// <summary>The longest time for which a workspace can be asked to be kept: a forgotten one must not cost money for ever.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private const string ReportScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[2], 'kept', ARGV[2], 'stopsAt', ARGV[3])
        redis.call('PUBLISH', KEYS[3], ARGV[4])
        return 1
        """;

    /// <summary>Says why a workspace is kept.</summary>
    /// <param name="lease">The lease of the worker that says it.</param>
    /// <param name="reason">A sentence for the user.</param>
    /// <param name="stopsAt">When it stops, or null while it is needed.</param>
    /// <returns>False when the lease is lost.</returns>
    public async Task<bool> ReportAsync(WorkspaceLease lease, string reason, DateTimeOffset? stopsAt)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return (int)await redis.GetDatabase().ScriptEvaluateAsync(
            ReportScript,
            [RedisKeys.Lease(lease.ProjectId), RedisKeys.WorkspaceStatus(lease.ProjectId), (string)RedisKeys.WorkspaceEvents(lease.ProjectId)!],
            [lease.Epoch, reason, Milliseconds(stopsAt), nameof(WorkspaceEvent.Status)]) == 1;
    }

    /// <summary>Keeps a workspace until a time, whether it is used or not, and wakes its worker.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="until">The time; one that has passed ends the keeping. At most <see cref="Longest"/> from now.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is too far away.</exception>
    public async Task KeepUntilAsync(string projectId, DateTimeOffset until)
    {
        var length = until - time.GetUtcNow();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Longest, nameof(until));
        if (length > TimeSpan.Zero)
        {
            await redis.GetDatabase().StringSetAsync(RedisKeys.WorkspaceKept(projectId), Milliseconds(until), length);
        }
        else
        {
            await redis.GetDatabase().KeyDeleteAsync(RedisKeys.WorkspaceKept(projectId));
        }

        await redis.GetSubscriber().PublishAsync(RedisKeys.WorkspaceEvents(projectId), nameof(WorkspaceEvent.Status));
    }

    /// <summary>Reads why a workspace is kept.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>What is known. Reason and end are null when no worker holds it.</returns>
    public async Task<WorkspaceKeep> ReadAsync(string projectId)
    {
        var database = redis.GetDatabase();
        var leased = database.KeyExistsAsync(RedisKeys.Lease(projectId));
        var until = database.StringGetAsync(RedisKeys.WorkspaceKept(projectId));
        var said = await database.HashGetAsync(RedisKeys.WorkspaceStatus(projectId), ["kept", "stopsAt"]);
        var isActive = await leased;
        return new WorkspaceKeep(
            isActive && !said[0].IsNullOrEmpty ? said[0].ToString() : null,
            isActive ? Time(said[1]) : null,
            Time(await until));
    }

    private static string Milliseconds(DateTimeOffset? time) =>
        time?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? Time(RedisValue milliseconds) =>
        !milliseconds.IsNullOrEmpty && milliseconds.TryParse(out long value) ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
