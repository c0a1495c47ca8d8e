using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using CloudIde.Core.Terminals;
using CloudIde.Server.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Server.Terminals;

/// <summary>
/// Everything that goes to one viewer: a terminal's output from one offset on, each byte once, and control frames between.
/// Live output comes through a bounded queue; whatever is not there is read from the log, so that a viewer which does not
/// keep up, or a lost message, costs reads and neither memory nor anybody else's time.
/// </summary>
internal sealed partial class ViewerOutput : ITerminalListener
{
    /// <summary>How much is read from the log at once: large enough for 40 MB/s at a few milliseconds a read.</summary>
    private const int ReadSize = 128 * 1024;

    /// <summary>Pieces below this are joined with what waits behind them: a frame costs about as much as copying this.</summary>
    private const int SmallPiece = 16 * 1024;
    private const int JoinedSize = 64 * 1024;

    /// <summary>Beyond the window, so that the viewer which sets the worker's pace never finds its queue dropped.</summary>
    private const int QueueReserve = 128 * 1024;

    /// <summary>Input is acknowledged with the next frame, or at this amount or after this time at the latest.</summary>
    private const int InputAckBytes = 4096;
    private static readonly TimeSpan InputAckDelay = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly WakeSignal _wake = new(runInline: true);
    private readonly WebSocket _socket;
    private readonly TerminalFeed _feed;
    private readonly ViewerIdentity _identity;
    private readonly ViewerServices _services;
    private readonly ViewerReporter _reporter;
    private readonly ViewerNews _news;
    private readonly OutputQueue _queue;
    private readonly int _window;
    private readonly ITimer _inputAckTimer;
    private volatile CloseRequest? _closing;
    private long _cursor;
    private long _acknowledged;
    private volatile bool _acknowledges;
    private volatile bool _cannotHear;
    private bool _behind = true;
    private bool _exitTold;
    private int _rewinds;

    public ViewerOutput(
        WebSocket socket, TerminalFeed feed, ViewerIdentity identity, ViewerReporter reporter, ViewerNews news, ViewerServices services)
    {
        _socket = socket;
        _feed = feed;
        _identity = identity;
        _reporter = reporter;
        _news = news;
        _services = services;
        _window = services.Settings.ViewerWindow;
        _queue = new OutputQueue(_window + QueueReserve);
        _rewinds = feed.Rewinds;
        _inputAckTimer = services.Time.CreateTimer(
            static state => ((WakeSignal)state!).Set(), _wake, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The offset behind the last byte that was sent.</summary>
    public long Sent => Volatile.Read(ref _cursor);

    /// <inheritdoc/>
    public void Offer(in TerminalMessage output) => _queue.Offer(output);

    /// <inheritdoc/>
    public void Wake() => _wake.Set();

    /// <summary>Notes what the viewer says it has shown. From the first time on, it gets no more than a window beyond that.</summary>
    /// <param name="offset">The offset behind the last byte shown.</param>
    public void Acknowledge(long offset)
    {
        _acknowledges = true;
        NoteAcknowledged(Math.Min(offset, Sent));
        _wake.Set();
    }

    /// <summary>
    /// Says whether the connection is read. While input waits for a program, it is not, and acknowledgements wait behind
    /// the input; if output then waited for them, a program that echoes its input would never take the rest.
    /// </summary>
    /// <param name="value">True while it is not read.</param>
    public void SetCannotHear(bool value)
    {
        _cannotHear = value;
        _wake.Set();
    }

    /// <summary>Has input acknowledged to a viewer that numbers it.</summary>
    /// <param name="accepted">How many bytes were accepted, from the first this viewer ever sent.</param>
    public void NoteInput(long accepted)
    {
        if (_identity.ViewerName is null)
        {
            return;
        }

        if (_news.NoteInput(accepted) >= InputAckBytes)
        {
            _wake.Set();
        }
        else
        {
            _inputAckTimer.Change(InputAckDelay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Tells a viewer that its input still waits.</summary>
    public void NoteInputWaits()
    {
        if (_identity.ViewerName is not null)
        {
            _news.RepeatInput();
            _wake.Set();
        }
    }

    /// <summary>Has an error told.</summary>
    /// <param name="message">A sentence for a person.</param>
    public void TellError(string message)
    {
        _news.AddError(message);
        _wake.Set();
    }

    /// <summary>Ends the stream after the frame that is being sent; the first request counts.</summary>
    /// <param name="request">Why.</param>
    public void Close(CloseRequest request)
    {
        Interlocked.CompareExchange(ref _closing, request, null);
        _wake.Set();
    }

    /// <summary>Sends until the stream ends.</summary>
    /// <param name="ready">The first frame.</param>
    /// <param name="startOver">Where the viewer starts over, or null when it gets the rest of what it has.</param>
    /// <param name="cancellationToken">Ends waits for Redis; sends are ended by aborting the socket.</param>
    /// <returns>Why the connection is to be closed.</returns>
    /// <exception cref="WebSocketException">The connection was lost.</exception>
    public async Task<CloseRequest> RunAsync(ServerFrame ready, ScreenCheckpoint? startOver, CancellationToken cancellationToken)
    {
        await using var timer = _inputAckTimer;
        var start = ready.Offset!.Value;
        _acknowledged = start;
        Volatile.Write(ref _cursor, start);
        await SendAsync(ready);
        if (startOver is not null)
        {
            await StartOverAsync(startOver);
        }

        while (true)
        {
            var moved = await SendOutputAsync(cancellationToken);
            await SendNewsAsync();
            if (_closing is { } request)
            {
                return request;
            }

            if (moved)
            {
                continue;
            }

            if (_feed.Current.Terminal is null)
            {
                return new CloseRequest(TerminalCloseCode.Closed, "The terminal was closed.");
            }

            await SendExitAsync();
            await _wake.WaitAsync();
        }
    }

    private async ValueTask<bool> SendOutputAsync(CancellationToken cancellationToken)
    {
        await FollowRewindAsync(cancellationToken);
        var room = Room();
        if (room == 0)
        {
            return false;
        }

        if (_queue.TryTake(_cursor, room, out var bytes))
        {
            _behind = false;
            await (bytes.Length < SmallPiece ? SendJoinedAsync(bytes, room) : SendBytesAsync(bytes));
            return true;
        }

        return _feed.Head > _cursor && await CatchUpAsync(room, cancellationToken);
    }

    private int Room() =>
        !_acknowledges || _cannotHear
            ? int.MaxValue
            : (int)Math.Clamp(_window - (_cursor - Volatile.Read(ref _acknowledged)), 0, _window);

    private async ValueTask SendJoinedAsync(ReadOnlyMemory<byte> first, int room)
    {
        var max = Math.Min(room, JoinedSize);
        if (!_queue.TryTake(_cursor + first.Length, max - first.Length, out var next) || next.IsEmpty)
        {
            await SendBytesAsync(first);
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(max);
        try
        {
            first.CopyTo(buffer);
            var length = first.Length;
            do
            {
                next.CopyTo(buffer.AsMemory(length));
                length += next.Length;
            }
            while (length < max && _queue.TryTake(_cursor + length, max - length, out next));
            await SendBytesAsync(buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<bool> CatchUpAsync(int room, CancellationToken cancellationToken)
    {
        if (!_behind)
        {
            _behind = true;
            _services.Metrics.CountCatchUp();
        }

        if (_feed.Head - _cursor <= ReadSize)
        {
            // This read reaches the end. Before it, so that what is published meanwhile waits in the queue.
            _queue.Open();
        }

        OutputRange? range;
        ScreenCheckpoint? first = null;
        try
        {
            range = await _services.Output.ReadAsync(_identity.Terminal, _cursor, Math.Min(room, ReadSize));
            if (range?.Offset > _cursor)
            {
                first = await _services.Checkpoints.FindFirstAsync(_identity.Terminal, range.Base);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogReadFailed(_services.Logger, e, _identity.Terminal, _identity.ViewerId, _cursor);
            await Task.Delay(RetryDelay, _services.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        }

        if (range is null || range.Head <= _cursor)
        {
            // The terminal is gone, or Redis has lost what it had told of: the feed finds out which and wakes us.
            _feed.Look();
            return false;
        }

        _feed.NoteHead(range.Head);
        if (first is not null)
        {
            _services.Metrics.CountReset();
            await StartOverAsync(first);
            return true;
        }

        await SendBytesAsync(range.Data);
        return true;
    }

    private async ValueTask FollowRewindAsync(CancellationToken cancellationToken)
    {
        var rewinds = _feed.Rewinds;
        if (rewinds == _rewinds)
        {
            return;
        }

        if (_cursor > _feed.Head && _feed.Current.Terminal is { } terminal)
        {
            ScreenCheckpoint first;
            try
            {
                first = await _services.Checkpoints.FindFirstAsync(_identity.Terminal, terminal.Base);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                LogReadFailed(_services.Logger, e, _identity.Terminal, _identity.ViewerId, _cursor);
                await Task.Delay(RetryDelay, _services.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            }

            _services.Metrics.CountReset();
            await StartOverAsync(first.Offset <= terminal.Head ? first : new ScreenCheckpoint(terminal.Base, default));
        }

        _rewinds = rewinds;
    }

    /// <summary>Has the viewer reset its terminal, and brings it into the state in which the output then goes on.</summary>
    private async ValueTask StartOverAsync(ScreenCheckpoint first)
    {
        Volatile.Write(ref _acknowledged, first.Start);
        Volatile.Write(ref _cursor, first.Start);
        _reporter.NoteAcknowledged(first.Start);
        await SendResetAsync(first.Start);
        for (var prefix = first.Prefix; !prefix.IsEmpty; prefix = prefix[Math.Min(prefix.Length, JoinedSize)..])
        {
            await SendBytesAsync(prefix[..Math.Min(prefix.Length, JoinedSize)]);
        }

        _feed.NoteHead(first.Offset);
    }

    private async ValueTask SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        // Counted before it is sent: the viewer's acknowledgement may be here before the send returns.
        Volatile.Write(ref _cursor, _cursor + bytes.Length);

        // Without a cancellation token, since each send would register with it. Whoever gives up aborts the socket.
        await _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        _services.Metrics.CountOutput(bytes.Length);
        if (!_acknowledges || _cannotHear)
        {
            NoteAcknowledged(_cursor);
        }
    }

    private void NoteAcknowledged(long offset)
    {
        if (offset > Volatile.Read(ref _acknowledged))
        {
            Volatile.Write(ref _acknowledged, offset);
            _reporter.NoteAcknowledged(offset);
        }
    }

    private async ValueTask SendNewsAsync()
    {
        while (_news.Next(_feed.Current, _feed.Workspace.Current) is { } frame)
        {
            await SendAsync(frame);
        }

        if (_news.SeemsReplaced)
        {
            _reporter.CheckReplaced();
        }
    }

    private async ValueTask SendExitAsync()
    {
        var exited = _feed.Current.Terminal is { State: TerminalState.Exited } terminal && _cursor >= terminal.Head;
        if (exited && !_exitTold)
        {
            await SendAsync(new ServerFrame(ServerFrame.Exit) { Code = _feed.Current.Terminal?.ExitCode ?? 0 });
        }

        _exitTold = exited;
    }

    private ValueTask SendResetAsync(long offset) => SendAsync(new ServerFrame(ServerFrame.Reset) { Offset = offset });

    private ValueTask SendAsync(ServerFrame frame) =>
        _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(frame, TerminalJsonContext.Default.ServerFrame).AsMemory(),
            WebSocketMessageType.Text,
            endOfMessage: true,
            CancellationToken.None);
}
