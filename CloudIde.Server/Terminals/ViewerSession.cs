using System.Net.WebSockets;
using CloudIde.Core.Terminals;

namespace CloudIde.Server.Terminals;

/// <summary>
/// One viewer's connection. It runs the loops that receive, store input, send output and report the viewer, and ends all of
/// them when one ends.
/// </summary>
internal sealed partial class ViewerSession : IDisposable
{
    /// <summary>How long a closing handshake, or a send that it waits for, may take.</summary>
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly ViewerIdentity _identity;
    private readonly ViewerServices _services;
    private readonly ViewerReporter _reporter;
    private readonly ViewerOutput _output;
    private readonly ViewerInput _input;
    private readonly TaskCompletionSource _closeAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ViewerSession(WebSocket socket, ViewerIdentity identity, TerminalFeed feed, ServerFrame ready, ViewerServices services)
    {
        _socket = socket;
        _identity = identity;
        _services = services;
        _reporter = new ViewerReporter(identity, feed, services);
        var news = new ViewerNews(
            identity.ViewerId, identity.ConnectionId, new TerminalSize(ready.Cols!.Value, ready.Rows!.Value), ready.InputOffset!.Value);
        _output = new ViewerOutput(socket, feed, identity, _reporter, news, services);
        _input = new ViewerInput(identity, _output, services, ready.InputOffset.Value);
    }

    /// <summary>Serves a viewer until it leaves, the terminal is closed or the server stops.</summary>
    /// <param name="socket">The accepted connection.</param>
    /// <param name="identity">Who watches what.</param>
    /// <param name="feed">The terminal's feed, which the caller keeps alive.</param>
    /// <param name="ready">The first frame: where output and input stand.</param>
    /// <param name="startOver">Where the viewer starts over, or null when it gets the rest of what it has.</param>
    /// <param name="services">What it needs.</param>
    /// <param name="accessChange">Waits until the user may no longer watch, or in another role, and says how to close then.</param>
    /// <param name="stopping">Cancelled when the server stops.</param>
    /// <returns>A task that ends when the connection is closed and nothing runs for it any more.</returns>
    public static async Task RunAsync(
        WebSocket socket,
        ViewerIdentity identity,
        TerminalFeed feed,
        ServerFrame ready,
        ScreenCheckpoint? startOver,
        ViewerServices services,
        Func<CancellationToken, Task<CloseRequest>> accessChange,
        CancellationToken stopping)
    {
        using var session = new ViewerSession(socket, identity, feed, ready, services);
        services.Metrics.CountViewer(1);
        LogAttached(services.Logger, identity.ViewerId, identity.Terminal, ready.Offset!.Value);

        // Output that is published from here on waits in the viewer's queue; what was before is in the log.
        feed.Add(session._output);
        try
        {
            await session.RunLoopsAsync(ready, startOver, accessChange, stopping);
        }
        finally
        {
            feed.Remove(session._output);
            services.Metrics.CountViewer(-1);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _input.Dispose();

    private async Task RunLoopsAsync(
        ServerFrame ready, ScreenCheckpoint? startOver, Func<CancellationToken, Task<CloseRequest>> accessChange, CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource();
        var sending = _output.RunAsync(ready, startOver, ended.Token);
        var reporting = ReportAsync(ready.Offset!.Value);
        var storing = StoreAsync();
        var watching = WatchAccessAsync(accessChange, ended.Token);
        var receiving = new ViewerReceiver(_socket, _identity, _input, _output, _reporter).RunAsync();
        await using var stop = stopping.UnsafeRegister(
            static state => ((ViewerSession)state!).Close(new(TerminalCloseCode.Restart, "The server stops.")), this);

        await Task.WhenAny(sending, receiving, _closeAsked.Task);
        _reporter.Stop();
        var reason = await CloseSocketAsync(sending, receiving);

        _input.Complete();
        await ended.CancelAsync();
        await Task.WhenAll(Ended(sending), Ended(receiving), Ended(watching), storing, reporting);
        LogDetached(_services.Logger, _identity.ViewerId, _identity.Terminal, _output.Sent, reason);
    }

    private static async Task Ended(Task loop) =>
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Close(CloseRequest request)
    {
        _output.Close(request);
        _closeAsked.TrySetResult();
    }

    private async Task ReportAsync(long start)
    {
        if (await _reporter.RunAsync(start))
        {
            Close(new(TerminalCloseCode.Replaced, "This viewer has connected again elsewhere."));
        }
    }

    private async Task WatchAccessAsync(Func<CancellationToken, Task<CloseRequest>> accessChange, CancellationToken ended) =>
        Close(await accessChange(ended));

    private async Task StoreAsync()
    {
        if (await _input.RunAsync() is { } problem)
        {
            Close(problem);
        }
    }

    /// <summary>Ends the WebSocket, politely while that is possible and within a few seconds in any case.</summary>
    private async Task<string> CloseSocketAsync(Task<CloseRequest> sending, Task<string> receiving)
    {
        using var patience = new CancellationTokenSource(CloseTime, _services.Time);
        try
        {
            if (receiving.IsCompleted)
            {
                var left = await receiving;
                _output.Close(new(WebSocketCloseStatus.NormalClosure, ""));
                await sending.WaitAsync(patience.Token);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
                return left;
            }

            // A send to a viewer that does not read may be under way; the frame must be whole before the close frame.
            var request = await sending.WaitAsync(patience.Token);
            await _socket.CloseOutputAsync(request.Code, request.Reason, patience.Token);
            await receiving.WaitAsync(patience.Token);
            return request.Reason;
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException)
        {
            return $"the connection was lost: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            return "the viewer does not read, and was cut off";
        }
        finally
        {
            // Ends a receive or a send that is still under way. Not after a whole handshake: it would cut off the close frame.
            if (_socket.State != WebSocketState.Closed)
            {
                _socket.Abort();
            }
        }
    }
}
