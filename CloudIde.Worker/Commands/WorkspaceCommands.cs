using System.Collections.Concurrent;
using CloudIde.Core.Commands;
using CloudIde.Worker.Workspaces;
using Microsoft.Extensions.Logging;

namespace CloudIde.Worker.Commands;

/// <summary>
/// The commands of an active workspace. It follows what Redis says, as the workspace does with its terminals: it claims what
/// waits, in order and a few at a time, and settles what an earlier owner has left behind.
/// </summary>
internal sealed partial class WorkspaceCommands(LeaseKeeper keeper, CommandServices services) : IAsyncDisposable
{
    /// <summary>How many of the waiting commands one look sees.</summary>
    private const int MaxSeen = 256;

    /// <summary>What of the worker's stop time is left for saving the files and giving the workspace up.</summary>
    private static readonly TimeSpan LongestReserve = TimeSpan.FromSeconds(15);

    private readonly ILogger _logger = services.Loggers.CreateLogger<WorkspaceCommands>();
    private readonly CommandDeliveries _deliveries = new(keeper.Lease, services);
    private readonly ConcurrentDictionary<string, (CommandRun Run, Task Running)> _running = new(StringComparer.Ordinal);

    // Once started, never again, whatever an older look at Redis says.
    private readonly HashSet<string> _started = new(StringComparer.Ordinal);
    private WorkspaceShells? _shells;
    private Func<CancellationToken, Task>? _saveFiles;
    private Action? _changed;
    private volatile int _waiting;
    private volatile bool _ending;

    /// <summary>Whether a command runs or waits: the workspace is needed.</summary>
    public bool IsBusy => !_running.IsEmpty || _waiting > 0;

    /// <summary>Why the workspace is needed, for people; null when it is not.</summary>
    public string? Need => (_running.Count, _waiting) switch
    {
        (0, 0) => null,
        (1, 0) => "a command runs",
        (var running, 0) => $"{running} commands run",
        var (running, waiting) => $"{running} commands run, {waiting} wait",
    };

    /// <summary>How long running commands may go on when the worker stops.</summary>
    public TimeSpan StopPatience
    {
        get
        {
            var half = services.Settings.StopTimeout / 2;
            return services.Settings.StopTimeout - (half < LongestReserve ? half : LongestReserve);
        }
    }

    /// <summary>Commands may run from now on.</summary>
    /// <param name="shells">How the workspace's shells run.</param>
    /// <param name="saveFiles">Saves what is on the disk, and tries until it worked.</param>
    /// <param name="changed">Called when one has ended, so that the workspace looks again.</param>
    public void Begin(WorkspaceShells shells, Func<CancellationToken, Task> saveFiles, Action changed)
    {
        _shells = shells;
        _saveFiles = saveFiles;
        _changed = changed;
        _deliveries.Begin();
    }

    /// <summary>Starts, cancels and settles what is to be. One caller at a time.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it has looked.</returns>
    /// <exception cref="StackExchange.Redis.RedisException">Redis could not be reached.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _deliveries.TakeAsync();
        var waiting = 0;
        foreach (var open in await services.Runs.ListOpenAsync(keeper.Lease.ProjectId, MaxSeen))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (open.State == CommandState.Running)
            {
                await FollowAsync(open);
            }
            else if (open.State == CommandState.Queued && !await TryStartAsync(open.CommandId))
            {
                waiting++;
            }
        }

        _waiting = waiting;
    }

    /// <summary>Ends all commands. Those that have not started stay queued, for the next owner of the workspace.</summary>
    /// <param name="patience">How long those that run may go on. Then they are ended and their outcome says that they were interrupted.</param>
    /// <returns>A task that ends when nothing runs any more.</returns>
    public async Task EndAsync(TimeSpan patience)
    {
        _ending = true;
        var running = _running.Values.ToList();
        var all = Task.WhenAll(running.Select(command => command.Running));
        if (patience > TimeSpan.Zero && !all.IsCompleted)
        {
            LogWaiting(keeper.Lease.ProjectId, running.Count, patience);
            await Task.WhenAny(all, Task.Delay(patience, services.Time, keeper.Lost));
        }

        running.ForEach(command => command.Run.Stop(CommandState.Interrupted));
        await all;
        await _deliveries.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync(TimeSpan.Zero);

    private async Task FollowAsync(OpenCommand open)
    {
        if (open.Epoch != keeper.Lease.Epoch)
        {
            if (await services.Directory.SettleLostAsync(new(keeper.Lease.ProjectId, open.CommandId), services.Time.GetUtcNow()))
            {
                LogLost(keeper.Lease.ProjectId, open.CommandId);
                await _deliveries.DeleteAsync(open.CommandId);
            }
        }
        else if (_running.TryGetValue(open.CommandId, out var command))
        {
            if (open.CancelRequested)
            {
                command.Run.Stop(CommandState.Cancelled);
            }
        }
        else if (!_started.Contains(open.CommandId)
            && await services.Directory.GetAsync(new(keeper.Lease.ProjectId, open.CommandId), services.Time.GetUtcNow())
                is { State: CommandState.Running } record)
        {
            // Claimed by this worker, but the connection broke before the answer came.
            Start(record);
        }
    }

    private async Task<bool> TryStartAsync(string commandId)
    {
        if (_ending || _running.Count >= services.Settings.Commands.AtOnce)
        {
            return false;
        }

        if (await services.Runs.ClaimAsync(keeper.Lease, commandId, services.Time.GetUtcNow()) is { } record)
        {
            Start(record);
        }

        return true;
    }

    private void Start(CommandRecord command)
    {
        _started.Add(command.CommandId);
        var run = new CommandRun(keeper, command, services, _saveFiles!);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[command.CommandId] = (run, RunAsync(run, command, entered.Task));
        entered.SetResult();
    }

    private async Task RunAsync(CommandRun run, CommandRecord command, Task entered)
    {
        await entered;
        try
        {
            await run.RunAsync(_shells!.Launch(startFolder: null));
            await _deliveries.DeleteAsync(command.CommandId);
        }
        catch (Exception e)
        {
            // The others must go on. It has no outcome then, and gets it when the workspace is given up: its worker was lost.
            LogFailed(e, keeper.Lease.ProjectId, command.CommandId);
        }
        finally
        {
            _running.TryRemove(command.CommandId, out _);
            _changed!();
        }
    }

    [LoggerMessage(LogLevel.Error, "Command {CommandId} of project {ProjectId} failed inside the worker.", EventName = "CommandFailed")]
    private partial void LogFailed(Exception exception, string projectId, string commandId);

    [LoggerMessage(LogLevel.Warning, "Command {CommandId} of project {ProjectId} ran on a worker that was lost.", EventName = "CommandLost")]
    private partial void LogLost(string projectId, string commandId);

    [LoggerMessage(LogLevel.Information, "Project {ProjectId} has {Count} running commands, which may go on for {Patience}.", EventName = "CommandsGoOn")]
    private partial void LogWaiting(string projectId, int count, TimeSpan patience);
}
