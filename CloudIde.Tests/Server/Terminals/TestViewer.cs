using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CloudIde.Core.Terminals;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Server.Terminals;

/// <summary>A client of the terminal stream. It checks the order of frames and keeps all that it receives.</summary>
internal sealed class TestViewer : IAsyncDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly Lock _lock = new();
    private readonly List<JsonElement> _frames = [];
    private readonly MemoryStream _bytes = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private TaskCompletionSource _mayRead = new();
    private Task _receiving = Task.CompletedTask;
    private long _start = -1;
    private long _next;

    private TestViewer(ClientWebSocket socket)
    {
        _socket = socket;
        _mayRead.SetResult();
    }

    /// <summary>Whether each received byte is acknowledged.</summary>
    public bool Acknowledges { get; set; }

    public int BinaryFrames { get; private set; }

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>The offset behind the last byte received.</summary>
    public long Next
    {
        get
        {
            lock (_lock)
            {
                return _next;
            }
        }
    }

    /// <summary>The bytes since the start or the last reset.</summary>
    public byte[] Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes.ToArray();
            }
        }
    }

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The offset of the first of <see cref="Bytes"/>.</summary>
    public long Start
    {
        get
        {
            lock (_lock)
            {
                return _start;
            }
        }
    }

    public IReadOnlyList<JsonElement> Frames
    {
        get
        {
            lock (_lock)
            {
                return [.. _frames];
            }
        }
    }

    public JsonElement Ready => Frames[0];

    public static Uri Address(Uri server, TerminalKey key, string query = "") =>
        new UriBuilder(server) { Scheme = "ws", Path = $"/ws/v2/projects/{key.ProjectId}/terminals/{key.TerminalId}", Query = query }.Uri;

    /// <summary>Connects and waits for the ready frame.</summary>
    public static async Task<TestViewer> ConnectAsync(Uri server, TerminalKey key, string token, long? offset, string? viewer)
    {
        var query = string.Join('&', new[] { offset is null ? null : $"offset={offset}", viewer is null ? null : $"viewer={viewer}" }
            .Where(part => part is not null));
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(Address(server, key, query), TestContext.Current.CancellationToken);
        var client = new TestViewer(socket);
        client._receiving = client.ReceiveAsync();
        await client.WaitAsync(() => client._frames.Count > 0, "ready");
        Assert.Equal("ready", client.Ready.GetProperty("type").GetString());
        return client;
    }

    /// <summary>Tries to connect and returns the HTTP status of the refusal.</summary>
    public static async Task<HttpStatusCode> RefusalAsync(Uri address, params (string Name, string Value)[] headers)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, TestContext.Current.CancellationToken));
        return socket.HttpStatusCode;
    }

    public Task WaitAsync(Func<bool> condition, string what) => Eventually.TrueAsync(
        () =>
        {
            lock (_lock)
            {
                return condition();
            }
        },
        what);

    public Task WaitForOffsetAsync(long offset) => WaitAsync(() => _next >= offset, $"output up to {offset}");

    public async Task<JsonElement> WaitForAsync(string type, Func<JsonElement, bool>? condition = null)
    {
        JsonElement found = default;
        await WaitAsync(() => TryFind(type, condition, out found), $"a frame {type}");
        return found;
    }

    public bool Has(string type) => TryFind(type, null, out _);

    public Task TypeAsync(string text) => TypeAsync(Encoding.UTF8.GetBytes(text));

    public Task TypeAsync(ReadOnlyMemory<byte> bytes) => SendAsync(bytes, WebSocketMessageType.Binary);

    public Task SendControlAsync(object frame) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text);

    public Task AcknowledgeAsync(long offset) => SendControlAsync(new { type = "ack", offset });

    /// <summary>Acknowledges, and waits until the server knows: it takes frames in order, so what is typed behind is stored after.</summary>
    public async Task AcknowledgeAndWaitAsync(long offset, FakeWorker worker)
    {
        await AcknowledgeAsync(offset);
        var typed = worker.Typed.Length;
        await TypeAsync(".");
        await Eventually.TrueAsync(() => worker.Typed.Length > typed);
    }

    /// <summary>Stops reading from the connection.</summary>
    public void Pause() => _mayRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _mayRead.TrySetResult();

    /// <summary>Ends as a browser does whose page is closed.</summary>
    public async Task CloseAsync()
    {
        Resume();

        // CloseAsync would receive beside the loop, and find the connection's end instead of a close frame that the loop took.
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        Assert.NotNull(await WaitForCloseAsync());
    }

    /// <summary>Ends as a laptop does whose network has gone.</summary>
    public async Task CutAsync()
    {
        _socket.Abort();
        Resume();
        await _receiving;
    }

    public async Task<WebSocketCloseStatus?> WaitForCloseAsync()
    {
        await _receiving.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        return _socket.CloseStatus;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        Resume();
        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        await _sending.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            await _socket.SendAsync(bytes, type, endOfMessage: true, TestContext.Current.CancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (true)
            {
                await _mayRead.Task;
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += received.Count;
                }
                while (!received.EndOfMessage);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                Take(received.MessageType, buffer.AsSpan(0, length));
                if (Acknowledges && received.MessageType == WebSocketMessageType.Binary)
                {
                    await AcknowledgeAsync(Next);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The test cut the connection, or the server did; tests look at CloseStatus.
        }
    }

    private void Take(WebSocketMessageType type, ReadOnlySpan<byte> content)
    {
        lock (_lock)
        {
            if (type == WebSocketMessageType.Binary)
            {
                BinaryFrames++;
                _bytes.Write(content);
                _next += content.Length;
                return;
            }

            var frame = JsonDocument.Parse(content.ToArray()).RootElement;
            _frames.Add(frame);
            if (frame.GetProperty("type").GetString() is "ready" or "reset")
            {
                _start = _next = frame.GetProperty("offset").GetInt64();
                _bytes.SetLength(0);
            }
        }
    }

    private bool TryFind(string type, Func<JsonElement, bool>? condition, out JsonElement found)
    {
        lock (_lock)
        {
            foreach (var frame in _frames)
            {
                if (frame.GetProperty("type").GetString() == type && condition?.Invoke(frame) != false)
                {
                    found = frame;
                    return true;
                }
            }
        }

        found = default;
        return false;
    }
}
