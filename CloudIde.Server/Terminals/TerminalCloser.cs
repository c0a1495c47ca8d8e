using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.Terminals;

/// <summary>Closes terminals: asks the worker, and waits until it has saved the files and removed the terminal.</summary>
internal sealed partial class TerminalCloser(
    TerminalDirectory terminals,
    WorkspaceDirectory workspaces,
    WorkspaceWatches watches,
    TerminalSettings settings,
    TimeProvider time,
    ILogger<TerminalCloser> logger)
{
    /// <summary>Closes a terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="cancellationToken">Stops waiting; the terminal closes nevertheless.</param>
    /// <returns>What became of it.</returns>
    public async Task<TerminalClosing> CloseAsync(TerminalKey terminal, CancellationToken cancellationToken)
    {
        // First follow, then ask: the worker's answer is not missed.
        await using var share = await watches.JoinAsync(terminal.ProjectId);
        var changed = new WakeSignal();
        using var following = share.Resource.Follow(changed.Set);
        if (!await terminals.RequestCloseAsync(terminal))
        {
            return TerminalClosing.NotFound;
        }

        using var limit = new CancellationTokenSource(settings.CloseTimeout, time);
        await using var end = limit.Token.UnsafeRegister(static state => ((WakeSignal)state!).Complete(), changed);
        await using var left = cancellationToken.UnsafeRegister(static state => ((WakeSignal)state!).Complete(), changed);
        do
        {
            if (await terminals.GetAsync(terminal) is null)
            {
                return TerminalClosing.Closed;
            }

            if (await RemoveOrphanAsync(terminal))
            {
                return TerminalClosing.Closed;
            }
        }
        while (await changed.WaitAsync());
        cancellationToken.ThrowIfCancellationRequested();
        return TerminalClosing.Continues;
    }

    /// <summary>
    /// Removes a terminal whose workspace no worker holds. It has no shell and there is nothing to save: what a worker had
    /// not saved was lost with it. A worker that takes the workspace at this very moment finds the terminal closing or gone.
    /// </summary>
    private async Task<bool> RemoveOrphanAsync(TerminalKey terminal)
    {
        var status = await workspaces.GetStatusAsync(terminal.ProjectId);
        if (status.State is not (WorkspaceState.Inactive or WorkspaceState.Queued))
        {
            return false;
        }

        await terminals.RemoveAsync(terminal);
        LogRemoved(terminal);
        return true;
    }

    [LoggerMessage(EventName = "TerminalRemoved", Level = LogLevel.Information,
        Message = "Terminal {Terminal} was removed without a worker, since none holds its workspace.")]
    private partial void LogRemoved(TerminalKey terminal);
}
