using CloudIde.Core.Activations;
using CloudIde.Core.Redis;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Commands;

/// <summary>
/// What workers do with commands, in Redis: a command is claimed once, under the lease's epoch, and gets its outcome once, under
/// the same one. A worker that lost the lease is refused.
/// </summary>
public sealed class CommandRuns(IConnectionMultiplexer redis, WorkspaceDirectory workspaces)
{
    // The message is received, so it was sent. One of a command that is undeliverable was put back by an operator.
    private const string ReceiveScript = """
        local leased = redis.call('EXISTS', KEYS[1])
        local state = redis.call('HGET', KEYS[2], 'state')
        if state == 'Sending' then
          redis.call('HSET', KEYS[2], 'state', 'Queued')
          redis.call('PERSIST', KEYS[2])
          state = 'Queued'
        elseif state == 'Undeliverable' then
          redis.call('HSET', KEYS[2], 'state', 'Queued')
          redis.call('HDEL', KEYS[2], 'ended', 'notice')
          redis.call('PERSIST', KEYS[2])
          redis.call('ZADD', KEYS[5], redis.call('ZSCORE', KEYS[4], ARGV[1]) or ARGV[3], ARGV[1])
          state = 'Queued'
        elseif not state then
          if redis.call('EXISTS', KEYS[3]) == 1 then return {'Cancelled', leased} end
          redis.call('HSET', KEYS[2], 'text', ARGV[4], 'env', ARGV[5], 'timeout', ARGV[6], 'keep', ARGV[7], 'created', ARGV[3],
            'total', '0', 'head', '0', 'epoch', '0')
          redis.call('ZADD', KEYS[4], ARGV[3], ARGV[1])
          if ARGV[2] == '1' then
            redis.call('HSET', KEYS[2], 'state', 'Queued')
            redis.call('ZADD', KEYS[5], ARGV[3], ARGV[1])
            state = 'Queued'
          else
            redis.call('HSET', KEYS[2], 'state', 'WorkerLost', 'ended', ARGV[8], 'notice', ARGV[9])
            redis.call('PEXPIRE', KEYS[2], ARGV[7])
            state = 'WorkerLost'
          end
        end
        return {state, leased}
        """;

    private const string OfferScript = """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
        redis.call('PEXPIRE', KEYS[2], ARGV[3])
        return 1
        """;

    private const string TakeReceiptsScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return {} end
        local all = redis.call('HGETALL', KEYS[2])
        redis.call('DEL', KEYS[2])
        return all
        """;

    private const string ClaimScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        if redis.call('HGET', KEYS[2], 'state') ~= 'Queued' then return 0 end
        redis.call('HSET', KEYS[2], 'state', 'Running', 'epoch', ARGV[1], 'worker', ARGV[2], 'started', ARGV[3])
        return 1
        """;

    private const string FinishScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        if redis.call('HGET', KEYS[2], 'state') ~= 'Running' or redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[1] then return 0 end
        redis.call('HSET', KEYS[2], 'state', ARGV[3], 'ended', ARGV[4], 'exit', ARGV[5], 'notice', ARGV[6], 'total', ARGV[7], 'tail', ARGV[8])
        local keep = redis.call('HGET', KEYS[2], 'keep')
        if #ARGV[9] > 0 then redis.call('SET', KEYS[5], ARGV[9], 'PX', keep) end
        redis.call('PEXPIRE', KEYS[2], keep)
        redis.call('PEXPIRE', KEYS[4], keep)
        redis.call('ZREM', KEYS[3], ARGV[2])
        return 1
        """;

    /// <summary>How long a receipt waits for the owner of the workspace. SQS has given the message to others long before.</summary>
    private static readonly TimeSpan ReceiptTimeToLive = TimeSpan.FromMinutes(5);

    /// <summary>Notes that a command's message was received, and records the command again when Redis has lost it.</summary>
    /// <param name="message">The message, which carries a command.</param>
    /// <param name="receiveCount">How often it was received, this time included. Only a first time proves that a command without a record has not run.</param>
    /// <param name="now">The present time.</param>
    /// <returns>Where the command is.</returns>
    public async Task<CommandReception> ReceiveAsync(ActivationMessage message, int receiveCount, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        var order = message.Command!;
        var command = new CommandKey(message.ProjectId, order.CommandId);

        // A record lives as long as a result is kept, at least; one that is gone sooner was lost, one that is gone later may have run.
        var neverRun = receiveCount == 1 && now - message.RequestedAt < TimeSpan.FromSeconds(order.KeepSeconds);
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            ReceiveScript,
            [RedisKeys.Lease(command.ProjectId), RedisKeys.Command(command), RedisKeys.CommandClosed(command),
                RedisKeys.Commands(command.ProjectId), RedisKeys.OpenCommands(command.ProjectId)],
            [order.CommandId, neverRun ? "1" : "0", message.RequestedAt.ToUnixTimeMilliseconds(), order.Text, CommandDirectory.EnvironmentText(order),
                order.TimeoutSeconds * 1000L, order.KeepSeconds * 1000L, now.ToUnixTimeMilliseconds(), CommandNotices.RecordLost]))!;
        return new CommandReception(Enum.Parse<CommandState>((string)answer[0]!), (int)answer[1] == 1);
    }

    /// <summary>Leaves a delivery of a command's message to the worker that holds the workspace.</summary>
    /// <param name="command">The command.</param>
    /// <param name="receiptHandle">What extends or deletes the delivery.</param>
    /// <returns>False when nobody holds the workspace.</returns>
    public async Task<bool> OfferReceiptAsync(CommandKey command, string receiptHandle)
    {
        var offered = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            OfferScript,
            [RedisKeys.Lease(command.ProjectId), RedisKeys.CommandReceipts(command.ProjectId)],
            [command.CommandId, receiptHandle, (long)ReceiptTimeToLive.TotalMilliseconds]) == 1;
        await workspaces.PublishCommandsChangedAsync(command.ProjectId);
        return offered;
    }

    /// <summary>Takes the deliveries that others have left.</summary>
    /// <param name="lease">The workspace's lease.</param>
    /// <returns>The command and the receipt of each.</returns>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> TakeReceiptsAsync(WorkspaceLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var answer = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            TakeReceiptsScript, [RedisKeys.Lease(lease.ProjectId), RedisKeys.CommandReceipts(lease.ProjectId)], [lease.Epoch]))!;
        return [.. answer.Chunk(2).Select(pair => KeyValuePair.Create((string)pair[0]!, (string)pair[1]!))];
    }

    /// <summary>Lists the commands of a project that are not over.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="max">How many at most.</param>
    /// <returns>The commands, oldest first.</returns>
    public async Task<IReadOnlyList<OpenCommand>> ListOpenAsync(string projectId, int max)
    {
        var database = redis.GetDatabase();
        var ids = await database.SortedSetRangeByRankAsync(RedisKeys.OpenCommands(projectId), 0, max - 1);
        var found = await Task.WhenAll(ids.Select(async id => (
            Id: id, Fields: await database.HashGetAsync(RedisKeys.Command(new(projectId, id.ToString())), ["state", "epoch", "cancel"]))));
        List<OpenCommand> open = [];
        foreach (var (id, fields) in found)
        {
            if (fields[0].IsNullOrEmpty)
            {
                // Its message was never sent, and the record has expired.
                await database.SortedSetRemoveAsync(RedisKeys.OpenCommands(projectId), id);
                await database.SortedSetRemoveAsync(RedisKeys.Commands(projectId), id);
            }
            else
            {
                open.Add(new OpenCommand(
                    id.ToString(), Enum.Parse<CommandState>(fields[0].ToString()), (long)fields[1], !fields[2].IsNullOrEmpty));
            }
        }

        return open;
    }

    /// <summary>Whether a command is over, or unknown.</summary>
    /// <param name="command">The command.</param>
    /// <returns>True unless it waits or runs.</returns>
    public async Task<bool> IsOverAsync(CommandKey command)
    {
        var state = await redis.GetDatabase().HashGetAsync(RedisKeys.Command(command), "state");
        return state.IsNullOrEmpty || Enum.Parse<CommandState>(state.ToString()).IsOutcome();
    }

    /// <summary>Claims a queued command. Whoever claims it, and nobody else, runs it.</summary>
    /// <param name="lease">The workspace's lease.</param>
    /// <param name="commandId">The command.</param>
    /// <param name="now">The present time.</param>
    /// <returns>The command; null when the lease is lost, or the command is not queued any more.</returns>
    public async Task<CommandRecord?> ClaimAsync(WorkspaceLease lease, string commandId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var command = new CommandKey(lease.ProjectId, commandId);
        var database = redis.GetDatabase();
        var claimed = (int)await database.ScriptEvaluateAsync(
            ClaimScript,
            [RedisKeys.Lease(lease.ProjectId), RedisKeys.Command(command)],
            [lease.Epoch, lease.WorkerId, now.ToUnixTimeMilliseconds()]) == 1;
        if (!claimed)
        {
            return null;
        }

        await PublishAsync(command);
        return CommandFields.Parse(commandId, await database.HashGetAllAsync(RedisKeys.Command(command)));
    }

    /// <summary>Records a command's outcome.</summary>
    /// <param name="lease">The lease under which it was claimed.</param>
    /// <param name="commandId">The command.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="now">The present time.</param>
    /// <returns>False when the lease is lost, or it has its outcome already.</returns>
    public async Task<bool> FinishAsync(WorkspaceLease lease, string commandId, CommandEnd end, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(end);
        var command = new CommandKey(lease.ProjectId, commandId);
        var recorded = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            FinishScript,
            [RedisKeys.Lease(lease.ProjectId), RedisKeys.Command(command), RedisKeys.OpenCommands(lease.ProjectId),
                RedisKeys.CommandOutput(command), RedisKeys.CommandOutputTail(command)],
            [lease.Epoch, commandId, end.State.ToString(), now.ToUnixTimeMilliseconds(), end.ExitCode is { } code ? (RedisValue)code : "",
                end.Notice ?? "", end.OutputBytes, end.TailOffset, end.Tail]) == 1;
        await PublishAsync(command);
        return recorded;
    }

    private Task PublishAsync(CommandKey command) =>
        redis.GetSubscriber().PublishAsync(RedisKeys.CommandNews(command), "state");
}
