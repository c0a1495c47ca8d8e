using System.Net.WebSockets;
using System.Text.Json;
using CloudIde.Core.Files;
using CloudIde.Server.Terminals;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.ProjectEvents;

/// <summary>
/// One browser's connection to a project's events. It keeps what the browser was not sent yet, bounded, and sends it as fast
/// as the browser reads.
/// </summary>
internal sealed class ProjectSession(WebSocket socket, ProjectFeed feed, TimeProvider time) : IProjectListener
{
    /// <summary>How long a closing handshake, or a send that it waits for, may take.</summary>
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    private readonly WakeSignal _wake = new();
    private readonly PendingChanges _changes = new();
    private readonly TaskCompletionSource<CloseRequest> _closeAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkspaceAnswer? _told;

    /// <summary>Serves a browser until it leaves, the project is deleted or the server stops.</summary>
    /// <param name="accessChange">Waits until the user may no longer follow the project, and says how to close then.</param>
    /// <param name="stopping">Cancelled when the server stops.</param>
    /// <returns>A task that ends when the connection is closed and nothing runs for it any more.</returns>
    public async Task RunAsync(Func<CancellationToken, Task<CloseRequest>> accessChange, CancellationToken stopping)
    {
        feed.Add(this);
        using var ended = new CancellationTokenSource();
        var watching = WatchAccessAsync(accessChange, ended.Token);
        try
        {
            await using var stop = stopping.UnsafeRegister(
                static state => ((ProjectSession)state!).Close(new(TerminalCloseCode.Restart, "The server stops.")), this);
            var sending = SendAsync();
            var receiving = ReceiveAsync();
            await Task.WhenAny(sending, receiving, _closeAsked.Task);
            await CloseAsync(sending, receiving);
        }
        finally
        {
            feed.Remove(this);
            await ended.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void OnFiles(FileChanges changes)
    {
        _changes.Add(changes);
        _wake.Set();
    }

    /// <inheritdoc/>
    public void OnWorkspace() => _wake.Set();

    /// <inheritdoc/>
    public void OnDeleted() => Close(new(TerminalCloseCode.Closed, "The project was deleted."));

    private void Close(CloseRequest request)
    {
        _closeAsked.TrySetResult(request);
        _wake.Complete();
    }

    private async Task WatchAccessAsync(Func<CancellationToken, Task<CloseRequest>> accessChange, CancellationToken ended) =>
        Close(await accessChange(ended));

    private async Task SendAsync()
    {
        await SendAsync(ProjectFrame.Hello(time.GetUtcNow()));
        do
        {
            foreach (var changes in _changes.Take())
            {
                await SendAsync(ProjectFrame.Of(changes));
            }

            if (feed.Workspace is var workspace && workspace != _told)
            {
                _told = workspace;
                await SendAsync(ProjectFrame.Of(workspace));
            }
        }
        while (await _wake.WaitAsync());
    }

    private async Task SendAsync(ProjectFrame frame) => await socket.SendAsync(
        JsonSerializer.SerializeToUtf8Bytes(frame, ProjectEventsJsonContext.Default.ProjectFrame).AsMemory(),
        WebSocketMessageType.Text,
        endOfMessage: true,
        CancellationToken.None);

    /// <summary>A browser has nothing to say here; what it sends is read, so that its close is seen, and dropped.</summary>
    private async Task ReceiveAsync()
    {
        var buffer = new byte[256];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    /// <summary>Ends the WebSocket, politely while that is possible and within a few seconds in any case.</summary>
    private async Task CloseAsync(Task sending, Task receiving)
    {
        _wake.Complete();
        using var patience = new CancellationTokenSource(CloseTime, time);
        try
        {
            // A send to a browser that does not read may be under way; the frame must be whole before the close frame.
            await sending.WaitAsync(patience.Token);
            var request = _closeAsked.Task.IsCompletedSuccessfully
                ? await _closeAsked.Task
                : new CloseRequest(WebSocketCloseStatus.NormalClosure, "");
            await socket.CloseOutputAsync(request.Code, request.Reason, patience.Token);
            await receiving.WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The browser is gone, or does not read: there is nobody to be polite to.
        }
        finally
        {
            // Ends a receive or a send that is still under way. Not after a whole handshake: it would cut off the close frame.
            if (socket.State != WebSocketState.Closed)
            {
                socket.Abort();
            }

            await Task.WhenAll(sending, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
