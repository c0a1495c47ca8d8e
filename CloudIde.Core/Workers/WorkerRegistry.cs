using System.Globalization;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Workers;

/// <summary>The workers that are alive, in Redis: workers register and send heartbeats, the orchestrator lists them and asks them to drain.</summary>
/// <remarks>Errors of Redis reach the caller: an empty list means that there are no workers, never that they could not be read.</remarks>
public sealed class WorkerRegistry(IConnectionMultiplexer redis)
{
    /// <summary>A registration is gone this long after its last heartbeat.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(15);

    /// <summary>How often a worker sends a heartbeat: three fit into <see cref="TimeToLive"/>.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);

    private const string TaskArnField = "taskArn";
    private const string SlotsField = "slots";
    private const string UsedField = "used";
    private const string DrainingField = "draining";
    private const string StartedAtField = "startedAt";
    private const string DrainRequestField = "drainRequested";

    // One script, so that a drain request written between two commands is not lost and the answer is of one moment.
    private const string HeartbeatScript = """
        redis.call('HSET', KEYS[1], 'taskArn', ARGV[1], 'slots', ARGV[2], 'used', ARGV[3], 'draining', ARGV[4], 'startedAt', ARGV[5])
        redis.call('PEXPIRE', KEYS[1], ARGV[6])
        return redis.call('HEXISTS', KEYS[1], 'drainRequested')
        """;

    private const string RequestDrainScript = """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('HSET', KEYS[1], 'drainRequested', ARGV[1])
        return 1
        """;

    /// <summary>Registers a worker or renews its registration.</summary>
    /// <param name="registration">The worker's present state.</param>
    /// <returns>Whether somebody asked the worker to drain.</returns>
    public async Task<bool> HeartbeatAsync(WorkerRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        var database = redis.GetDatabase();
        var added = database.SetAddAsync(RedisKeys.Workers, registration.WorkerId);
        var drainRequested = await database.ScriptEvaluateAsync(
            HeartbeatScript,
            [RedisKeys.Worker(registration.WorkerId)],
            [
                registration.TaskArn ?? "",
                registration.Slots,
                registration.UsedSlots,
                registration.Draining,
                registration.StartedAt.ToUnixTimeMilliseconds(),
                (long)TimeToLive.TotalMilliseconds,
            ]);
        await added;
        return (int)drainRequested == 1;
    }

    /// <summary>Removes a worker that ends in good order.</summary>
    /// <param name="workerId">The worker.</param>
    /// <returns>A task that ends when it is removed.</returns>
    public async Task RemoveAsync(string workerId)
    {
        var database = redis.GetDatabase();
        await Task.WhenAll(
            database.SetRemoveAsync(RedisKeys.Workers, workerId),
            database.KeyDeleteAsync(RedisKeys.Worker(workerId)));
    }

    /// <summary>Lists the workers that are alive, and forgets those whose heartbeats stopped.</summary>
    /// <returns>The registrations, in the order of the workers' start.</returns>
    public async Task<IReadOnlyList<WorkerRegistration>> ListAsync()
    {
        var database = redis.GetDatabase();
        var ids = await database.SetMembersAsync(RedisKeys.Workers);
        var hashes = await Task.WhenAll(ids.Select(id => database.HashGetAllAsync(RedisKeys.Worker(id.ToString()))));

        var registrations = new List<WorkerRegistration>(ids.Length);
        var gone = new List<RedisValue>();
        for (var i = 0; i < ids.Length; i++)
        {
            if (Parse(ids[i].ToString(), hashes[i]) is { } registration)
            {
                registrations.Add(registration);
            }
            else
            {
                gone.Add(ids[i]);
            }
        }

        if (gone.Count > 0)
        {
            // A worker that comes back adds itself again with its next heartbeat.
            await database.SetRemoveAsync(RedisKeys.Workers, [.. gone]);
        }

        registrations.Sort((a, b) => a.StartedAt.CompareTo(b.StartedAt));
        return registrations;
    }

    /// <summary>Asks a worker to take no more work and to end when it holds no workspace.</summary>
    /// <param name="workerId">The worker.</param>
    /// <param name="reason">Why, for the worker's log.</param>
    /// <returns>Whether the worker is registered.</returns>
    public async Task<bool> RequestDrainAsync(string workerId, string reason)
    {
        var found = await redis.GetDatabase().ScriptEvaluateAsync(
            RequestDrainScript, [RedisKeys.Worker(workerId)], [reason]);
        await redis.GetSubscriber().PublishAsync(RedisKeys.WorkerControl(workerId), "drain");
        return (int)found == 1;
    }

    private static WorkerRegistration? Parse(string workerId, HashEntry[] hash)
    {
        if (hash.Length == 0)
        {
            return null;
        }

        var fields = hash.ToDictionary(entry => entry.Name.ToString(), entry => entry.Value.ToString());
        var taskArn = fields.GetValueOrDefault(TaskArnField);
        return new WorkerRegistration(
            workerId,
            string.IsNullOrEmpty(taskArn) ? null : taskArn,
            int.Parse(fields[SlotsField], CultureInfo.InvariantCulture),
            int.Parse(fields[UsedField], CultureInfo.InvariantCulture),
            // A worker that was asked but has not answered yet is already lost to new work.
            fields[DrainingField] == "1" || fields.ContainsKey(DrainRequestField),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(fields[StartedAtField], CultureInfo.InvariantCulture)));
    }
}
