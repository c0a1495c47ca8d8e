using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace CloudIde.Bench.Clients;

/// <summary>A viewer that speaks the terminal stream's contract: bytes both ways in binary frames, JSON in text frames.</summary>
internal sealed class TerminalClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<JsonElement> _frames = [];
    private readonly MemoryStream _output = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;
    private Exception? _failure;

    private TerminalClient(long offset) => Offset = offset;

    /// <summary>The offset behind the last byte received.</summary>
    public long Offset { get; private set; }

    /// <summary>What the shell printed since this client attached.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                return Encoding.UTF8.GetString(_output.GetBuffer(), 0, (int)_output.Length);
            }
        }
    }

    /// <summary>The control frames received so far.</summary>
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

    public static async Task<TerminalClient> ConnectAsync(
        Uri server, string token, string projectId, string terminalId, long offset, string? viewer, CancellationToken cancellationToken)
    {
        var client = new TerminalClient(offset);
        client._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        var url = new UriBuilder(server)
        {
            Scheme = "ws",
            Path = $"/ws/v2/projects/{projectId}/terminals/{terminalId}",
            Query = $"offset={offset}" + (viewer is null ? "" : $"&viewer={viewer}"),
        };
        await client._socket.ConnectAsync(url.Uri, cancellationToken);
        client._receiving = client.ReceiveAsync();
        return client;
    }

    public Task TypeAsync(string text, CancellationToken cancellationToken) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    public Task SendControlAsync(object frame, CancellationToken cancellationToken) =>
        _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <summary>Waits until the output holds a text.</summary>
    public Task WaitForTextAsync(string text, TimeSpan atMost) =>
        WaitAsync(() => Text.Contains(text, StringComparison.Ordinal), $"the text \"{text}\"", atMost);

    /// <summary>Waits for a shell's prompt.</summary>
    public Task WaitForPromptAsync(TimeSpan atMost) =>
        WaitAsync(() => ShellPrompt.IsIn(Encoding.UTF8.GetBytes(Text)), "prompt", atMost);

    /// <summary>Waits for a control frame of a type that passes a check.</summary>
    public async Task<JsonElement> WaitForFrameAsync(string type, TimeSpan atMost, Func<JsonElement, bool>? check = null)
    {
        bool Matches(JsonElement frame) => frame.GetProperty("type").GetString() == type && (check is null || check(frame));
        await WaitAsync(() => Frames.Any(Matches), $"a frame of type {type}", atMost);
        return Frames.First(Matches);
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }

        await _stop.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task WaitAsync(Func<bool> condition, string what, TimeSpan atMost)
    {
        using var timeout = new CancellationTokenSource(atMost);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (condition())
            {
                return;
            }

            try
            {
                await changed.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException(
                    $"No {what} within {atMost}. Socket: {_socket.State}, {_socket.CloseStatusDescription}, {_failure?.Message}. "
                    + $"Frames: {string.Join(' ', Frames)}. Output: {Text}");
            }
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        var message = new MemoryStream();
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                message.Write(buffer, 0, result.Count);
                if (result.EndOfMessage)
                {
                    Take(result.MessageType, message);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            _failure = e;
        }

        Signal();
    }

    private void Take(WebSocketMessageType type, MemoryStream message)
    {
        lock (_lock)
        {
            if (type == WebSocketMessageType.Binary)
            {
                message.WriteTo(_output);
                Offset += message.Length;
            }
            else
            {
                var frame = JsonSerializer.Deserialize<JsonElement>(message.ToArray());
                _frames.Add(frame);
                if (frame.GetProperty("type").GetString() is "ready" or "reset")
                {
                    Offset = frame.GetProperty("offset").GetInt64();
                }
            }
        }

        Signal();
    }

    private void Signal()
    {
        lock (_lock)
        {
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
