using System.Diagnostics;
using System.Text.Json;
using CloudIde.Core.Redis;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Commands;

/// <summary>
/// The commands of each project, in Redis, as servers and operators see them. What the worker that holds the workspace does
/// with them is <see cref="CommandRuns"/>.
/// </summary>
public sealed class CommandDirectory(IConnectionMultiplexer redis, WorkspaceDirectory workspaces)
{
    /// <summary>
    /// A record whose message was never said to be sent is forgotten after this long: its server died in between. Should the
    /// message be there nevertheless, it counts as one of a command that Redis has lost.
    /// </summary>
    public static readonly TimeSpan SendingTimeToLive = TimeSpan.FromMinutes(15);

    // Scores grow strictly, so that commands of the same millisecond keep their order.
    private const string CreateScript = """
        if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[2]) then return 0 end
        local score = tonumber(ARGV[3])
        local last = redis.call('ZRANGE', KEYS[1], -1, -1)[1]
        if last then
          local before = tonumber(redis.call('ZSCORE', KEYS[1], last))
          if before >= score then score = before + 1 end
        end
        local place = string.format('%.0f', score)
        redis.call('ZADD', KEYS[1], place, ARGV[1])
        redis.call('ZADD', KEYS[2], place, ARGV[1])
        redis.call('HSET', KEYS[3], 'state', 'Sending', 'text', ARGV[4], 'env', ARGV[5], 'timeout', ARGV[6], 'keep', ARGV[7],
          'created', ARGV[3], 'trace', ARGV[8], 'total', '0', 'head', '0', 'epoch', '0')
        redis.call('PEXPIRE', KEYS[3], ARGV[9])
        return 1
        """;

    private const string SentScript = """
        if redis.call('HGET', KEYS[1], 'state') ~= 'Sending' then return 0 end
        redis.call('HSET', KEYS[1], 'state', 'Queued')
        redis.call('PERSIST', KEYS[1])
        return 1
        """;

    // SQS may have stored a message although it answered with an error. What is closed is not run then.
    private const string WithdrawScript = """
        if redis.call('HGET', KEYS[1], 'state') ~= 'Sending' then return 0 end
        redis.call('DEL', KEYS[1])
        redis.call('ZREM', KEYS[2], ARGV[1])
        redis.call('ZREM', KEYS[3], ARGV[1])
        redis.call('SET', KEYS[4], '1', 'PX', ARGV[2])
        return 1
        """;

    private const string CancelScript = """
        local state = redis.call('HGET', KEYS[1], 'state')
        if not state then return '' end
        if state == 'Running' then
          redis.call('HSET', KEYS[1], 'cancel', '1')
        elseif state == 'Queued' or state == 'Sending' then
          redis.call('HSET', KEYS[1], 'state', 'Cancelled', 'ended', ARGV[2], 'notice', ARGV[3])
          redis.call('ZREM', KEYS[2], ARGV[1])
          redis.call('PEXPIRE', KEYS[1], redis.call('HGET', KEYS[1], 'keep'))
          state = 'Cancelled'
        end
        return state
        """;

    // The counter of epochs moves when a workspace is taken or given up: then nobody runs under the old epoch any more.
    private const string SettleLostScript = """
        if redis.call('HGET', KEYS[1], 'state') ~= 'Running' then return 0 end
        if redis.call('GET', KEYS[4]) == redis.call('HGET', KEYS[1], 'epoch') then return 0 end
        redis.call('HSET', KEYS[1], 'state', 'WorkerLost', 'ended', ARGV[2], 'notice', ARGV[3])
        redis.call('ZREM', KEYS[2], ARGV[1])
        local keep = redis.call('HGET', KEYS[1], 'keep')
        redis.call('PEXPIRE', KEYS[1], keep)
        redis.call('PEXPIRE', KEYS[3], keep)
        return 1
        """;

    private const string UndeliverableScript = """
        local state = redis.call('HGET', KEYS[2], 'state')
        if not state then return '' end
        if (state == 'Queued' or state == 'Sending') and redis.call('EXISTS', KEYS[1]) == 0 then
          redis.call('HSET', KEYS[2], 'state', 'Undeliverable', 'ended', ARGV[2], 'notice', ARGV[3])
          redis.call('ZREM', KEYS[3], ARGV[1])
          redis.call('PEXPIRE', KEYS[2], redis.call('HGET', KEYS[2], 'keep'))
          return 'Undeliverable'
        end
        return state
        """;

    private const string RemoveScript = """
        local state = redis.call('HGET', KEYS[1], 'state')
        if state == 'Sending' or state == 'Queued' or state == 'Running' then return 0 end
        redis.call('SET', KEYS[4], '1', 'PX', redis.call('HGET', KEYS[1], 'keep') or ARGV[2])
        redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
        redis.call('ZREM', KEYS[5], ARGV[1])
        redis.call('ZREM', KEYS[6], ARGV[1])
        return 1
        """;

    /// <summary>Records a command whose message is about to be sent. The current trace is kept with it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="order">The command.</param>
    /// <param name="createdAt">The present time.</param>
    /// <param name="maxKept">How many commands of a project are kept: the oldest that are over are removed.</param>
    /// <returns>False when so many of the project's commands are not over.</returns>
    public async Task<bool> CreateAsync(string projectId, CommandOrder order, DateTimeOffset createdAt, int maxKept)
    {
        ArgumentNullException.ThrowIfNull(order);
        var created = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            CreateScript,
            [RedisKeys.Commands(projectId), RedisKeys.OpenCommands(projectId), RedisKeys.Command(new(projectId, order.CommandId))],
            [order.CommandId, maxKept, createdAt.ToUnixTimeMilliseconds(), order.Text, EnvironmentText(order), order.TimeoutSeconds * 1000L,
                order.KeepSeconds * 1000L, Activity.Current?.Id ?? "", (long)SendingTimeToLive.TotalMilliseconds]) == 1;
        if (created)
        {
            await TrimAsync(projectId, maxKept, order.KeepSeconds * 1000L);
        }

        return created;
    }

    /// <summary>The command's message is in the queue: from now on it may run.</summary>
    /// <param name="command">The command.</param>
    /// <returns>A task that ends when its workspace's owner, if any, was told.</returns>
    public async Task MarkSentAsync(CommandKey command)
    {
        await redis.GetDatabase().ScriptEvaluateAsync(SentScript, [RedisKeys.Command(command)]);
        await workspaces.PublishCommandsChangedAsync(command.ProjectId);
    }

    /// <summary>Removes a command whose message could not be sent, so that it never runs.</summary>
    /// <param name="command">The command.</param>
    /// <param name="keep">For how long a message that was stored nevertheless is recognized.</param>
    /// <returns>False when a worker has the message after all: the command runs.</returns>
    public async Task<bool> WithdrawAsync(CommandKey command, TimeSpan keep) =>
        (int)await redis.GetDatabase().ScriptEvaluateAsync(
            WithdrawScript,
            [RedisKeys.Command(command), RedisKeys.Commands(command.ProjectId), RedisKeys.OpenCommands(command.ProjectId), RedisKeys.CommandClosed(command)],
            [command.CommandId, (long)keep.TotalMilliseconds]) == 1;

    /// <summary>Reads one command. One whose worker was lost meanwhile gets that outcome by it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="now">The present time.</param>
    /// <returns>The command, or null when there is none, or no more.</returns>
    public async Task<CommandRecord?> GetAsync(CommandKey command, DateTimeOffset now)
    {
        var database = redis.GetDatabase();
        var epoch = database.StringGetAsync(RedisKeys.Epoch(command.ProjectId));
        var record = CommandFields.Parse(command.CommandId, await database.HashGetAllAsync(RedisKeys.Command(command)));
        return record is { State: CommandState.Running } && (long?)await epoch != record.Epoch && await SettleLostAsync(command, now)
            ? CommandFields.Parse(command.CommandId, await database.HashGetAllAsync(RedisKeys.Command(command)))
            : record;
    }

    /// <summary>Lists a project's latest commands.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="max">How many at most.</param>
    /// <param name="now">The present time.</param>
    /// <returns>The commands, newest first.</returns>
    public async Task<IReadOnlyList<CommandRecord>> ListAsync(string projectId, int max, DateTimeOffset now)
    {
        var ids = await redis.GetDatabase().SortedSetRangeByRankAsync(RedisKeys.Commands(projectId), 0, max - 1, Order.Descending);
        var records = await Task.WhenAll(ids.Select(id => GetAsync(new CommandKey(projectId, id.ToString()), now)));
        return [.. records.OfType<CommandRecord>()];
    }

    /// <summary>Cancels a command: at once when it has not started, otherwise its worker is asked to end it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="now">The present time.</param>
    /// <returns>Where the command is then: running while its worker ends it. Null when there is none.</returns>
    public async Task<CommandState?> CancelAsync(CommandKey command, DateTimeOffset now)
    {
        var state = (string?)await redis.GetDatabase().ScriptEvaluateAsync(
            CancelScript,
            [RedisKeys.Command(command), RedisKeys.OpenCommands(command.ProjectId)],
            [command.CommandId, now.ToUnixTimeMilliseconds(), "It was cancelled before it started."]);
        if (string.IsNullOrEmpty(state))
        {
            return null;
        }

        await PublishAsync(command);
        await workspaces.PublishCommandsChangedAsync(command.ProjectId);
        return Enum.Parse<CommandState>(state);
    }

    /// <summary>Gives a running command whose worker has lost the workspace its outcome.</summary>
    /// <param name="command">The command.</param>
    /// <param name="now">The present time.</param>
    /// <returns>False when it does not run, or its worker may still have the workspace.</returns>
    public async Task<bool> SettleLostAsync(CommandKey command, DateTimeOffset now)
    {
        var settled = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            SettleLostScript,
            [RedisKeys.Command(command), RedisKeys.OpenCommands(command.ProjectId), RedisKeys.CommandOutput(command), RedisKeys.Epoch(command.ProjectId)],
            [command.CommandId, now.ToUnixTimeMilliseconds(), CommandNotices.WorkerLost]) == 1;
        if (settled)
        {
            await PublishAsync(command);
        }

        return settled;
    }

    /// <summary>Gives a command that never started and whose message is among the dead letters its outcome, unless a worker is about to run it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="notice">Why, a sentence.</param>
    /// <param name="now">The present time.</param>
    /// <returns>Where the command is then, or null when there is none.</returns>
    public async Task<CommandState?> SettleUndeliverableAsync(CommandKey command, string notice, DateTimeOffset now)
    {
        var state = (string?)await redis.GetDatabase().ScriptEvaluateAsync(
            UndeliverableScript,
            [RedisKeys.Lease(command.ProjectId), RedisKeys.Command(command), RedisKeys.OpenCommands(command.ProjectId)],
            [command.CommandId, now.ToUnixTimeMilliseconds(), notice]);
        await PublishAsync(command);
        return string.IsNullOrEmpty(state) ? null : Enum.Parse<CommandState>(state);
    }

    /// <summary>Calls back when a command's output or state has changed, until the returned subscription is disposed.</summary>
    /// <param name="command">The command.</param>
    /// <param name="onNews">Must return at once. A call may be lost when the connection to Redis breaks.</param>
    /// <returns>The subscription.</returns>
    public async Task<IAsyncDisposable> SubscribeAsync(CommandKey command, Action onNews)
    {
        var queue = await redis.GetSubscriber().SubscribeAsync(RedisKeys.CommandNews(command));
        queue.OnMessage(_ => onNews());
        return new ChannelSubscription(queue);
    }

    internal static string EnvironmentText(CommandOrder order) => order.Environment is { Count: > 0 } variables
        ? JsonSerializer.Serialize(variables, CommandsJsonContext.Default.IReadOnlyDictionaryStringString)
        : "";

    private Task PublishAsync(CommandKey command) =>
        redis.GetSubscriber().PublishAsync(RedisKeys.CommandNews(command), "state");

    private async Task TrimAsync(string projectId, int maxKept, long keepMilliseconds)
    {
        var database = redis.GetDatabase();
        var excess = await database.SortedSetLengthAsync(RedisKeys.Commands(projectId)) - maxKept;
        if (excess <= 0)
        {
            return;
        }

        foreach (var id in await database.SortedSetRangeByRankAsync(RedisKeys.Commands(projectId), 0, excess - 1))
        {
            var command = new CommandKey(projectId, id.ToString());
            await database.ScriptEvaluateAsync(
                RemoveScript,
                [RedisKeys.Command(command), RedisKeys.CommandOutput(command), RedisKeys.CommandOutputTail(command),
                    RedisKeys.CommandClosed(command), RedisKeys.Commands(projectId), RedisKeys.OpenCommands(projectId)],
                [id, keepMilliseconds]);
        }
    }
}
