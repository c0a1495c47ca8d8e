using System.Diagnostics;
using System.Globalization;
using CloudIde.Core.Redis;
using CloudIde.Core.Telemetry;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Core.Terminals;

/// <summary>
/// The terminals of each project, in Redis. Servers open them and ask to close them; the worker that holds the workspace
/// starts and ends their shells. Servers and workers write different fields, so neither overwrites the other.
/// </summary>
public sealed class TerminalDirectory(IConnectionMultiplexer redis, WorkspaceDirectory workspaces)
{
    private const string CreateScript = """
        if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
        redis.call('SADD', KEYS[1], ARGV[1])
        redis.call('HSET', KEYS[2], 'title', ARGV[3], 'created', ARGV[4], 'cols', ARGV[5], 'rows', ARGV[6],
          'state', 'Waiting', 'head', '0', 'base', '0', 'inHead', '0', 'inTail', '0', 'trace', ARGV[7])
        return 1
        """;

    private const string RequestCloseScript = """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        redis.call('HSET', KEYS[1], 'closing', '1')
        return 1
        """;

    private const string SetStateScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
        redis.call('HSET', KEYS[2], 'state', ARGV[2], 'exit', ARGV[3])
        return 1
        """;

    private const string NoteFolderScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
        redis.call('HSET', KEYS[2], 'folder', ARGV[2])
        return 1
        """;

    private const string NoteWatchedScript = """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        return redis.call('HSET', KEYS[1], 'watched', '1')
        """;

    private const string SetSizeScript = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
        redis.call('HSET', KEYS[2], 'cols', ARGV[2], 'rows', ARGV[3])
        return 1
        """;

    /// <summary>Opens a terminal; its shell starts when a worker holds the workspace. The current trace is kept with it.</summary>
    /// <param name="terminal">The new terminal's name.</param>
    /// <param name="title">A name for people.</param>
    /// <param name="size">Its first size.</param>
    /// <param name="createdAt">The present time.</param>
    /// <param name="maxTerminals">How many terminals a project may have.</param>
    /// <returns>False when the project already has that many.</returns>
    public async Task<bool> CreateAsync(
        TerminalKey terminal, string title, TerminalSize size, DateTimeOffset createdAt, int maxTerminals)
    {
        var created = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            CreateScript,
            [RedisKeys.Terminals(terminal.ProjectId), RedisKeys.Terminal(terminal)],
            [terminal.TerminalId, maxTerminals, title, createdAt.ToUnixTimeMilliseconds(), size.Columns, size.Rows,
                Activity.Current?.Id ?? ""]) == 1;
        if (created)
        {
            await workspaces.PublishTerminalsChangedAsync(terminal.ProjectId);
        }

        return created;
    }

    /// <summary>Reads one terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>The terminal, or null when there is none, or no more.</returns>
    public async Task<TerminalRecord?> GetAsync(TerminalKey terminal) =>
        Parse(terminal.TerminalId, await redis.GetDatabase().HashGetAllAsync(RedisKeys.Terminal(terminal)));

    /// <summary>Lists a project's terminals.</summary>
    /// <param name="projectId">The project.</param>
    /// <returns>The terminals, oldest first.</returns>
    public async Task<IReadOnlyList<TerminalRecord>> ListAsync(string projectId)
    {
        var ids = await redis.GetDatabase().SetMembersAsync(RedisKeys.Terminals(projectId));
        var records = await Task.WhenAll(ids.Select(id => GetAsync(new TerminalKey(projectId, id.ToString()))));
        return [.. records.OfType<TerminalRecord>().OrderBy(record => record.CreatedAt).ThenBy(record => record.TerminalId, StringComparer.Ordinal)];
    }

    /// <summary>Asks the worker to end a terminal, to save the files and to remove it.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>False when there is no such terminal.</returns>
    public async Task<bool> RequestCloseAsync(TerminalKey terminal)
    {
        var found = (int)await redis.GetDatabase().ScriptEvaluateAsync(RequestCloseScript, [RedisKeys.Terminal(terminal)], []) == 1;
        await workspaces.PublishTerminalsChangedAsync(terminal.ProjectId);
        return found;
    }

    /// <summary>Says whether a terminal has a shell, and tells its viewers.</summary>
    /// <param name="lease">The lease of the worker that says it.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="state">The state.</param>
    /// <param name="exitCode">The shell's exit code, with <see cref="TerminalState.Exited"/>.</param>
    /// <returns>False when the lease is lost or the terminal is gone.</returns>
    public async Task<bool> SetStateAsync(WorkspaceLease lease, TerminalKey terminal, TerminalState state, int? exitCode = null)
    {
        var accepted = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            SetStateScript,
            [RedisKeys.Lease(terminal.ProjectId), RedisKeys.Terminal(terminal)],
            [lease.Epoch, state.ToString(), exitCode?.ToString(CultureInfo.InvariantCulture) ?? ""]) == 1;
        await TellViewersAsync(terminal);
        return accepted;
    }

    /// <summary>Notes where a terminal's shell is, for the shell that may have to take its place.</summary>
    /// <param name="lease">The lease of the worker that runs it.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="folder">The folder, as <see cref="TerminalRecord.Folder"/> has it.</param>
    /// <returns>False when the lease is lost or the terminal is gone.</returns>
    public async Task<bool> NoteFolderAsync(WorkspaceLease lease, TerminalKey terminal, string folder) =>
        (int)await redis.GetDatabase().ScriptEvaluateAsync(
            NoteFolderScript, [RedisKeys.Lease(terminal.ProjectId), RedisKeys.Terminal(terminal)], [lease.Epoch, folder]) == 1;

    /// <summary>Notes that somebody has attached to a terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>True the first time.</returns>
    public async Task<bool> NoteWatchedAsync(TerminalKey terminal) =>
        (int)await redis.GetDatabase().ScriptEvaluateAsync(NoteWatchedScript, [RedisKeys.Terminal(terminal)], []) == 1;

    /// <summary>Records the size that a terminal has now, and tells its viewers.</summary>
    /// <param name="lease">The lease of the worker that runs it.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="size">The size.</param>
    /// <returns>False when the lease is lost or the terminal is gone.</returns>
    public async Task<bool> SetSizeAsync(WorkspaceLease lease, TerminalKey terminal, TerminalSize size)
    {
        var accepted = (int)await redis.GetDatabase().ScriptEvaluateAsync(
            SetSizeScript,
            [RedisKeys.Lease(terminal.ProjectId), RedisKeys.Terminal(terminal)],
            [lease.Epoch, size.Columns, size.Rows]) == 1;
        await TellViewersAsync(terminal);
        return accepted;
    }

    /// <summary>Forgets a terminal with its output, and tells its viewers.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <returns>A task that ends when it is forgotten.</returns>
    public async Task RemoveAsync(TerminalKey terminal)
    {
        var database = redis.GetDatabase();
        await database.SetRemoveAsync(RedisKeys.Terminals(terminal.ProjectId), terminal.TerminalId);
        await database.KeyDeleteAsync(
        [
            RedisKeys.Terminal(terminal),
            RedisKeys.TerminalOutput(terminal),
            RedisKeys.TerminalOutputTail(terminal),
            RedisKeys.TerminalCheckpoints(terminal),
            RedisKeys.TerminalInput(terminal),
            RedisKeys.TerminalViewers(terminal),
        ]);
        await TellViewersAsync(terminal);
        await workspaces.PublishTerminalsChangedAsync(terminal.ProjectId);
    }

    private static TerminalRecord? Parse(string terminalId, HashEntry[] hash)
    {
        var fields = hash.ToDictionary(entry => entry.Name.ToString(), entry => entry.Value.ToString());

        // A hash without this field is not a terminal: at most a remnant that a late write left behind.
        if (!fields.TryGetValue("created", out var created))
        {
            return null;
        }

        var state = Enum.Parse<TerminalState>(fields["state"]);
        return new TerminalRecord(
            terminalId,
            fields["title"],
            DateTimeOffset.FromUnixTimeMilliseconds(Number(created)),
            new TerminalSize((int)Number(fields["cols"]), (int)Number(fields["rows"])),
            state,
            state == TerminalState.Exited && fields.TryGetValue("exit", out var exit) ? (int)Number(exit) : null,
            fields.ContainsKey("closing"),
            Number(fields["base"]),
            Number(fields["head"]),
            CloudIdeTelemetry.ParseContext(fields.GetValueOrDefault("trace"), traceState: null),
            fields.GetValueOrDefault("folder"));
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private Task TellViewersAsync(TerminalKey terminal) =>
        redis.GetSubscriber().PublishAsync(
            RedisKeys.TerminalFromWorker(terminal), TerminalMessage.Encode(TerminalMessageKind.Changed, 0, default));
}
