using System.Globalization;
using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Core.Workspaces;

/// <summary>
/// Which worker holds which workspace, and what it is doing, in Redis. A lease makes a workspace active on at most one
/// worker; its epoch fences a worker that lost it.
/// </summary>
public sealed class WorkspaceDirectory(IConnectionMultiplexer redis)
{
    /// <summary>A lease is gone this long after its last renewal.</summary>
    public static readonly TimeSpan LeaseTimeToLive = TimeSpan.FromSeconds(10);

    /// <summary>How often a worker renews a lease: three tries fit into <see cref="LeaseTimeToLive"/>.</summary>
    public static readonly TimeSpan LeaseRenewInterval = TimeSpan.FromSeconds(3);

    /// <summary>
    /// After this long an activation that nobody took is taken for lost and may be sent again. The message is durable, so
    /// this only matters when it went to the dead letters; a duplicate is harmless.
    /// </summary>
    public static readonly TimeSpan PendingTimeToLive = TimeSpan.FromMinutes(15);

    private const string AcquireScript = """
        if redis.call('EXISTS', KEYS[1]) == 1 then
          return {0, redis.call('HGET', KEYS[1], 'worker'), redis.call('HGET', KEYS[1], 'activation')}
        end
        local epoch = redis.call('INCR', KEYS[2])
        redis.call('HSET', KEYS[1], 'worker', ARGV[1], 'activation', ARGV[2], 'epoch', epoch)
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        redis.call('DEL', KEYS[3])
        return {epoch, ARGV[1], ARGV[2]}
        """;

    // An expired lease is taken again under its old epoch, unless the counter says that somebody had one since.
    private const string RenewScript = """
        local epoch = redis.call('HGET', KEYS[1], 'epoch')
        local result = 1
        if not epoch then
          if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {0, ''} end
          redis.call('HSET', KEYS[1], 'worker', ARGV[3], 'activation', ARGV[4], 'epoch', ARGV[1])
          redis.call('DEL', KEYS[3])
          result = 2
        elseif epoch ~= ARGV[1] then
          return {0, ''}
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        local receipt = redis.call('HGET', KEYS[1], 'receipt')
        if not receipt then return {result, ''} end
        redis.call('HDEL', KEYS[1], 'receipt')
        return {result, receipt}
        """;

    // The counter moves on, so that a renewal that was under way does not take the lease again.
    private const string ReleaseScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1], KEYS[2])
        redis.call('INCR', KEYS[3])
        return 1
        """;

    private const string EndScript = """
        if redis.call('HGET', KEYS[1], 'worker') ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1], KEYS[2])
        redis.call('INCR', KEYS[3])
        return 1
        """;

    private const string OfferDeliveryScript = """
        if redis.call('HGET', KEYS[1], 'activation') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[1], 'receipt', ARGV[2])
        return redis.call('PTTL', KEYS[1])
        """;

    private const string NeedScript = """
        if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
        if redis.call('EXISTS', KEYS[2]) == 1 then return 1 end
        redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
        return 2
        """;

    private const string WithdrawScript = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
        return 0
        """;

    private const string StatusScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[2], 'state', ARGV[2], 'message', ARGV[3], 'worker', ARGV[4])
        return 1
        """;

    /// <summary>Takes the lease of a workspace, when nobody holds it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="workerId">The worker that takes it.</param>
    /// <param name="activationId">The activation for which it is taken.</param>
    /// <returns>The lease: the caller's when its worker is <paramref name="workerId"/> and its epoch is above 0, otherwise who holds it, with epoch 0.</returns>
    public async Task<WorkspaceLease> AcquireAsync(string projectId, string workerId, string activationId)
    {
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            AcquireScript,
            [RedisKeys.Lease(projectId), RedisKeys.Epoch(projectId), RedisKeys.PendingActivation(projectId)],
            [workerId, activationId, Milliseconds(LeaseTimeToLive)]))!;
        return new WorkspaceLease(projectId, (string)answer[1]!, (string)answer[2]!, (long)answer[0]);
    }

    /// <summary>
    /// Renews a lease. One that has expired, as of a worker that slept, is taken again under the same epoch when nobody had the
    /// workspace meanwhile: everything that was written under it is still the latest.
    /// </summary>
    /// <param name="lease">The lease.</param>
    /// <returns>What became of it.</returns>
    public async Task<LeaseRenewal> RenewAsync(WorkspaceLease lease)
    {
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            RenewScript,
            [RedisKeys.Lease(lease.ProjectId), RedisKeys.Epoch(lease.ProjectId), RedisKeys.PendingActivation(lease.ProjectId)],
            [lease.Epoch, Milliseconds(LeaseTimeToLive), lease.WorkerId, lease.ActivationId]))!;
        var renewal = new LeaseRenewal((LeaseState)(int)answer[0], (string)answer[1]! is { Length: > 0 } receipt ? receipt : null);
        if (renewal.State == LeaseState.Retaken)
        {
            // Whoever follows the workspace saw it without a worker.
            await PublishAsync(lease.ProjectId, WorkspaceEvent.Status);
        }

        return renewal;
    }

    /// <summary>
    /// Leaves a delivery of an activation to the worker that runs the workspace for it, which finds it with its next renewal.
    /// Its own delivery has timed out, as while it slept.
    /// </summary>
    /// <param name="projectId">The project.</param>
    /// <param name="activationId">The activation.</param>
    /// <param name="receiptHandle">What extends or deletes the delivery.</param>
    /// <returns>How long the lease lasts if its worker is dead; zero when it is not held for this activation any more.</returns>
    public async Task<TimeSpan> OfferDeliveryAsync(string projectId, string activationId, string receiptHandle)
    {
        var left = (long)await redis.GetDatabase().ScriptEvaluateAsync(
            OfferDeliveryScript, [RedisKeys.Lease(projectId)], [activationId, receiptHandle]);
        return TimeSpan.FromMilliseconds(Math.Max(0, left));
    }

    /// <summary>Gives a lease up, when it is still held, and tells who follows the workspace.</summary>
    /// <param name="lease">The lease.</param>
    /// <returns>Whether it was still held.</returns>
    public async Task<bool> ReleaseAsync(WorkspaceLease lease)
    {
        var released = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            ReleaseScript,
            [RedisKeys.Lease(lease.ProjectId), RedisKeys.WorkspaceStatus(lease.ProjectId), RedisKeys.Epoch(lease.ProjectId)],
            [lease.Epoch]) == 1;
        await PublishAsync(lease.ProjectId, WorkspaceEvent.Status);
        return released;
    }

    /// <summary>
    /// Ends the lease of a worker that has ended, so that another need not wait for it to run out. The epoch moves on: if the
    /// worker lived after all, its next renewal would say that the lease is lost.
    /// </summary>
    /// <param name="projectId">The project.</param>
    /// <param name="workerId">The worker that has ended.</param>
    /// <returns>Whether that worker held it.</returns>
    public async Task<bool> EndAsync(string projectId, string workerId)
    {
        var ended = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            EndScript,
            [RedisKeys.Lease(projectId), RedisKeys.WorkspaceStatus(projectId), RedisKeys.Epoch(projectId)],
            [workerId]) == 1;
        if (ended)
        {
            await PublishAsync(projectId, WorkspaceEvent.Status);
        }

        return ended;
    }

    /// <summary>Finds out whether an activation must be sent, and reserves the sending for one caller.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="activationId">The id of the activation that the caller would send.</param>
    /// <returns>What must be done. On <see cref="ActivationNeed.Send"/> the caller sends it, or calls <see cref="WithdrawAsync"/> when it cannot.</returns>
    public async Task<ActivationNeed> CheckNeedAsync(string projectId, string activationId) =>
        (ActivationNeed)(int)await redis.GetDatabase().ScriptEvaluateAsync(
            NeedScript,
            [RedisKeys.Lease(projectId), RedisKeys.PendingActivation(projectId)],
            [activationId, Milliseconds(PendingTimeToLive)]);

    /// <summary>Takes back the reservation of an activation that could not be sent.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="activationId">The activation.</param>
    /// <returns>A task that ends when it is taken back.</returns>
    public Task WithdrawAsync(string projectId, string activationId) =>
        redis.GetDatabase().ScriptEvaluateAsync(WithdrawScript, [RedisKeys.PendingActivation(projectId)], [activationId]);

    /// <summary>Says what a workspace is doing.</summary>
    /// <param name="lease">The lease of the worker that says it.</param>
    /// <param name="state">The state.</param>
    /// <param name="message">A sentence for the user, or null.</param>
    /// <returns>False when the lease is lost.</returns>
    public async Task<bool> SetStatusAsync(WorkspaceLease lease, WorkspaceState state, string? message = null)
    {
        var accepted = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            StatusScript,
            [RedisKeys.Lease(lease.ProjectId), RedisKeys.WorkspaceStatus(lease.ProjectId)],
            [lease.Epoch, state.ToString(), message ?? "", lease.WorkerId]) == 1;
        await PublishAsync(lease.ProjectId, WorkspaceEvent.Status);
        return accepted;
    }

    /// <summary>Reads what a workspace is doing. A worker that died without a word counts as gone once its lease has expired.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The status.</returns>
    public async Task<WorkspaceStatus> GetStatusAsync(string projectId)
    {
        var database = redis.GetDatabase();
        var leased = database.KeyExistsAsync(RedisKeys.Lease(projectId));
        var pending = database.KeyExistsAsync(RedisKeys.PendingActivation(projectId));
        var status = await database.HashGetAsync(RedisKeys.WorkspaceStatus(projectId), ["state", "message", "worker"]);
        if (!await leased)
        {
            return new WorkspaceStatus(await pending ? WorkspaceState.Queued : WorkspaceState.Inactive);
        }

        await pending;
        var state = Enum.TryParse<WorkspaceState>(status[0], out var known) ? known : WorkspaceState.Starting;
        var message = status[1].IsNullOrEmpty ? null : status[1].ToString();
        return new WorkspaceStatus(state, message, status[2].IsNullOrEmpty ? null : status[2].ToString());
    }

    /// <summary>Tells a workspace's worker and the servers that its terminals were opened, closed or changed.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public Task PublishTerminalsChangedAsync(string projectId) => PublishAsync(projectId, WorkspaceEvent.Terminals);

    /// <summary>Tells a workspace's worker that commands were asked for or cancelled.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public Task PublishCommandsChangedAsync(string projectId) => PublishAsync(projectId, WorkspaceEvent.Commands);

    /// <summary>Tells a workspace's worker that files were written in S3 by somebody else, and not which.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public Task PublishFilesChangedAsync(string projectId) => PublishAsync(projectId, WorkspaceEvent.Files);

    /// <summary>Tells a workspace's worker and the servers that its project is deleted.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>A task that ends when Redis has taken it.</returns>
    public Task PublishDeletedAsync(string projectId) => PublishAsync(projectId, WorkspaceEvent.Deleted);

    /// <summary>Calls back on each event of a workspace until the returned subscription is disposed.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="onEvent">Told what has changed. An event may be lost when the connection to Redis breaks. Must return at once.</param>
    /// <returns>The subscription.</returns>
    public async Task<IAsyncDisposable> SubscribeAsync(string projectId, Action<WorkspaceEvent> onEvent)
    {
        var queue = await redis.GetSubscriber().SubscribeAsync(RedisKeys.WorkspaceEvents(projectId));
        queue.OnMessage(message =>
        {
            if (Enum.TryParse<WorkspaceEvent>(message.Message.ToString(), out var kind))
            {
                onEvent(kind);
            }
        });
        return new ChannelSubscription(queue);
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private Task PublishAsync(string projectId, WorkspaceEvent kind) =>
        redis.GetSubscriber().PublishAsync(RedisKeys.WorkspaceEvents(projectId), kind.ToString());
}
