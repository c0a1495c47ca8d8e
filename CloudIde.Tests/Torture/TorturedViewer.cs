using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace CloudIde.Tests.Torture;

/// <summary>
/// A browser on one terminal: it connects again whenever it is disconnected, with the offset that it has, and sends again
/// what the server has not accepted of what was typed. It compares each received byte with the log.
/// </summary>
internal sealed class TorturedViewer(TortureWorld world, TorturedLog log, string name, string token, Random random)
{
    private const int FrameSize = 512 * 1024;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly List<byte> _typed = [];
    private readonly Queue<(long Offset, byte[] Bytes)> _unverified = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private ClientWebSocket? _socket;
    private bool _isReady;
    private long _sent;
    private long _next;
    private long _verified;
    private int _lines;
    private bool _mustReload;
    private long _asleepUntil;
    private bool _owesAcknowledgement;
    private long _muteUntil;

    /// <summary>The viewer's name, as in the lines that it types.</summary>
    public string Name => name;

    /// <summary>The terminal's log.</summary>
    public TorturedLog Log => log;

    /// <summary>The offset behind the last byte received.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>How many bytes were received and found right.</summary>
    public long Verified => Volatile.Read(ref _verified);

    /// <summary>How many lines were typed.</summary>
    public int Lines => Volatile.Read(ref _lines);

    /// <summary>How often it connected.</summary>
    public int Connections { get; private set; }

    /// <summary>How often it was told that what it lacked is no longer kept.</summary>
    public int Resets { get; private set; }

    /// <summary>Whether all that was received was compared.</summary>
    public bool IsVerified
    {
        get
        {
            lock (_lock)
            {
                VerifyWaiting();
                return _unverified.Count == 0;
            }
        }
    }

    /// <summary>Types a numbered line, connected or not.</summary>
    public Task TypeLineAsync() => TypeAsync($"<{name}:{Interlocked.Increment(ref _lines)}>\n");

    /// <summary>Types, connected or not.</summary>
    public async Task TypeAsync(string text)
    {
        lock (_lock)
        {
            _typed.AddRange(Encoding.ASCII.GetBytes(text));
        }

        await SendTypedAsync();
    }

    /// <summary>Loses the connection.</summary>
    public void Cut() => _socket?.Abort();

    /// <summary>The page is loaded again: what was received is forgotten.</summary>
    public void Reload()
    {
        Volatile.Write(ref _mustReload, true);
        Cut();
    }

    /// <summary>Reads nothing for a while.</summary>
    public void Sleep(TimeSpan time) => Volatile.Write(ref _asleepUntil, Environment.TickCount64 + (long)time.TotalMilliseconds);

    /// <summary>Acknowledges nothing for a while.</summary>
    public void Mute(TimeSpan time) => Volatile.Write(ref _muteUntil, Environment.TickCount64 + (long)time.TotalMilliseconds);

    /// <summary>Ends both.</summary>
    public void Wake()
    {
        Volatile.Write(ref _asleepUntil, 0);
        Volatile.Write(ref _muteUntil, 0);
    }

    /// <summary>Stays connected until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[FrameSize];
        while (!cancellationToken.IsCancellationRequested)
        {
            using var socket = new ClientWebSocket();
            try
            {
                await ConnectAsync(socket, cancellationToken);
                using var connected = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var acknowledging = AcknowledgeLateAsync(socket, connected.Token);
                try
                {
                    await ReceiveAsync(socket, buffer, cancellationToken);
                }
                finally
                {
                    await connected.CancelAsync();
                    await acknowledging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
            {
                // Cut by the test, by the server, or by what lies between.
            }

            lock (_lock)
            {
                _isReady = false;
            }

            await Task.Delay(random.Next(250), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _mustReload))
        {
            Volatile.Write(ref _mustReload, false);
            Volatile.Write(ref _next, 0);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConnectPatience);
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        var address = new UriBuilder(world.AnyServer(random))
        {
            Scheme = "ws",
            Path = $"/ws/v2/projects/{log.Key.ProjectId}/terminals/{log.Key.TerminalId}",
            Query = $"offset={_next}&viewer={name}",
        };
        await socket.ConnectAsync(address.Uri, patience.Token);
        _socket = socket;
        Connections++;
    }

    private async Task ReceiveAsync(ClientWebSocket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            while (Volatile.Read(ref _asleepUntil) > Environment.TickCount64)
            {
                await Task.Delay(20, cancellationToken);
            }

            var length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                length += received.Count;
            }
            while (!received.EndOfMessage);
            switch (received.MessageType)
            {
                case WebSocketMessageType.Close:
                    world.Findings.Note($"{name} was closed with {(int?)socket.CloseStatus} {socket.CloseStatusDescription}");
                    return;
                case WebSocketMessageType.Text:
                    await TakeControlAsync(JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length)));
                    break;
                default:
                    TakeOutput(buffer.AsSpan(0, length));
                    if (Volatile.Read(ref _muteUntil) <= Environment.TickCount64)
                    {
                        await AcknowledgeAsync(socket);
                    }
                    else
                    {
                        Volatile.Write(ref _owesAcknowledgement, true);
                    }

                    break;
            }
        }
    }

    /// <summary>
    /// Makes up for what was not acknowledged, once the time for that is over: a server whose window is full sends nothing
    /// more with which it could go.
    /// </summary>
    private async Task AcknowledgeLateAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(20, cancellationToken);
            if (Volatile.Read(ref _owesAcknowledgement) && Volatile.Read(ref _muteUntil) <= Environment.TickCount64)
            {
                Volatile.Write(ref _owesAcknowledgement, false);
                await AcknowledgeAsync(socket);
            }
        }
    }

    private Task AcknowledgeAsync(ClientWebSocket socket) => SendAsync(
        socket, JsonSerializer.SerializeToUtf8Bytes(new { type = "ack", offset = Volatile.Read(ref _next) }), WebSocketMessageType.Text);

    private async Task TakeControlAsync(JsonElement frame)
    {
        switch (frame.GetProperty("type").GetString())
        {
            case "ready":
                if (frame.GetProperty("offset").GetInt64() is var start && start != _next)
                {
                    await JudgeResetAsync(start);
                }

                lock (_lock)
                {
                    _sent = frame.GetProperty("inputOffset").GetInt64();
                    _isReady = true;
                }

                await SendTypedAsync();
                break;
            case "reset":
                if (frame.GetProperty("offset").GetInt64() is var offset && offset != _next)
                {
                    await JudgeResetAsync(offset);
                }

                break;
            case "error":
                world.Findings.Note($"{name} was told: {frame.GetProperty("message").GetString()}");
                break;
            case "exit":
                world.Findings.Fail($"{name} was told that the shell has ended, which it never does");
                break;
        }
    }

    /// <summary>A viewer may be moved on only when the log no longer has what it lacks.</summary>
    private async Task JudgeResetAsync(long to)
    {
        var record = await world.Terminals.GetAsync(log.Key);
        if (record is null || _next >= record.Base)
        {
            world.Findings.Fail($"{name} has everything before {_next} and was moved to {to}, but the log has all from {record?.Base} on");
        }

        if (_next > 0)
        {
            Resets++;
            world.Findings.Note($"{name} was moved from {_next} to {to}; the log begins at {record?.Base}");
        }

        Volatile.Write(ref _next, to);
    }

    private void TakeOutput(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _unverified.Enqueue((_next, bytes.ToArray()));
            Volatile.Write(ref _next, _next + bytes.Length);
            VerifyWaiting();
        }
    }

    private void VerifyWaiting()
    {
        while (_unverified.TryPeek(out var piece))
        {
            var right = log.Verify(piece.Offset, piece.Bytes);
            if (right < 0)
            {
                world.Findings.Fail(
                    $"{name} received at {piece.Offset}: {TorturedLog.Escape(piece.Bytes.AsSpan(0, Math.Min(300, piece.Bytes.Length)))}\n"
                    + $"           where the log has {log.Show(piece.Offset, 300)}");
                _unverified.Clear();
                return;
            }

            if (right < piece.Bytes.Length)
            {
                return;
            }

            _unverified.Dequeue();
            Volatile.Write(ref _verified, _verified + right);
        }
    }

    private async Task SendTypedAsync()
    {
        await _sending.WaitAsync();
        try
        {
            while (true)
            {
                byte[] piece;
                lock (_lock)
                {
                    if (!_isReady || _sent >= _typed.Count)
                    {
                        return;
                    }

                    // A line at a time, as keys come: a frame that is torn would leave half a line before another viewer's.
                    var end = _typed.IndexOf((byte)'\n', (int)_sent) + 1;
                    piece = [.. _typed[(int)_sent..end]];
                    _sent = end;
                }

                await _socket!.SendAsync(piece, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // Sent again after the next connection, from where the server says.
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task SendAsync(ClientWebSocket socket, byte[] content, WebSocketMessageType type)
    {
        await _sending.WaitAsync();
        try
        {
            await socket.SendAsync(content, type, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }
}
