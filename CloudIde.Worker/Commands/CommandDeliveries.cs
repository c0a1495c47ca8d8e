using System.Collections.Concurrent;
using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using CloudIde.Core.Workspaces;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Commands;

/// <summary>
/// The messages of a workspace's commands that other workers have received and left to its owner: kept in flight until the
/// command is over, then deleted. Nobody else tries them meanwhile, so their receive counts do not grow.
/// </summary>
internal sealed partial class CommandDeliveries(WorkspaceLease lease, CommandServices services) : IAsyncDisposable
{
    private readonly ILogger _logger = services.Loggers.CreateLogger<CommandDeliveries>();
    private readonly ConcurrentDictionary<string, string> _receipts = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended = new();
    private Task _keeping = Task.CompletedTask;

    /// <summary>Begins to keep them in flight.</summary>
    public void Begin() => _keeping = KeepAsync();

    /// <summary>Takes those that were left since the last time.</summary>
    /// <returns>A task that ends when they are taken.</returns>
    /// <exception cref="RedisException">Redis could not be reached.</exception>
    public async Task TakeAsync()
    {
        foreach (var (commandId, receipt) in await services.Runs.TakeReceiptsAsync(lease))
        {
            _receipts[commandId] = receipt;
            if (await services.Runs.IsOverAsync(new CommandKey(lease.ProjectId, commandId)))
            {
                await DeleteAsync(commandId);
            }
        }
    }

    /// <summary>The command is over: its message is done.</summary>
    /// <param name="commandId">The command.</param>
    /// <returns>A task that ends when the message is deleted, or the try failed: it is found to be done when it returns.</returns>
    public async Task DeleteAsync(string commandId)
    {
        if (!_receipts.TryRemove(commandId, out var receipt))
        {
            return;
        }

        try
        {
            await services.Queue.DeleteAsync(receipt, CancellationToken.None);
        }
        catch (Exception e) when (AwsFailure.IsOrTimedOut(e, CancellationToken.None))
        {
            LogFailed(e, lease.ProjectId);
        }
    }

    /// <summary>The workspace ends here: whoever receives the messages next runs what is not over.</summary>
    /// <returns>A task that ends when they are given back, or the try failed: they return by themselves then.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_ended.IsCancellationRequested)
        {
            return;
        }

        await _ended.CancelAsync();
        await _keeping;
        try
        {
            await TakeAsync();
            await services.Queue.ExtendAllAsync(_receipts.Values, TimeSpan.Zero, CancellationToken.None);
        }
        catch (Exception e) when (e is RedisException or TimeoutException || AwsFailure.IsOrTimedOut(e, CancellationToken.None))
        {
            LogFailed(e, lease.ProjectId);
        }

        _receipts.Clear();
        _ended.Dispose();
    }

    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(services.Settings.ActivationVisibility / 3, services.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                await ExtendAsync();
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The workspace has ended.
        }
    }

    private async Task ExtendAsync()
    {
        try
        {
            await services.Queue.ExtendAllAsync(_receipts.Values, services.Settings.ActivationVisibility, _ended.Token);
        }
        catch (Exception e) when (AwsFailure.IsOrTimedOut(e, _ended.Token))
        {
            // Others receive them, and leave them here again.
            LogFailed(e, lease.ProjectId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Messages of commands of project {ProjectId} could not be kept, deleted or given back.", EventName = "CommandMessagesFailed")]
    private partial void LogFailed(Exception exception, string projectId);
}
