using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using CloudIde.Bench.Clients;

namespace CloudIde.Bench.Terminals;

/// <summary>A terminal behind a WebSocket: bytes in binary frames, control in text frames, nothing kept.</summary>
internal sealed class TerminalSocket : IDisposable
{
    /// <summary>Acknowledged in steps of this size, as the web UI does.</summary>
    private const long AcknowledgeStep = 64 * 1024;

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly bool _acknowledges;
    private long _offset;
    private long _acknowledged;

    private TerminalSocket(bool acknowledges) => _acknowledges = acknowledges;

    /// <summary>Whether the connection still stands.</summary>
    public bool IsOpen => _socket.State == WebSocketState.Open;

    /// <summary>Attaches to a terminal of the full path.</summary>
    public static Task<TerminalSocket> AttachAsync(
        IdeClient user, string project, string terminalId, CancellationToken cancellationToken) =>
        ConnectAsync(
            new Uri(user.Http.BaseAddress!, $"/ws/v2/projects/{project}/terminals/{terminalId}?offset=0"), user.Token, cancellationToken);

    /// <summary>Connects to the floor, or with a token to the full path, whose output is acknowledged.</summary>
    public static async Task<TerminalSocket> ConnectAsync(Uri address, string? token, CancellationToken cancellationToken)
    {
        var socket = new TerminalSocket(acknowledges: token is not null);
        if (token is not null)
        {
            socket._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        }

        await socket._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, cancellationToken);
        return socket;
    }

    public Task SendAsync(string text, CancellationToken cancellationToken) => SendAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    public Task SendAsync(byte[] bytes, CancellationToken cancellationToken) =>
        _socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    /// <summary>The next output bytes, as they come, valid until the next read; control frames are passed over.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                throw new InvalidOperationException($"The server closed the terminal: {_socket.CloseStatusDescription}");
            }

            if (result.MessageType == WebSocketMessageType.Binary && result.Count > 0)
            {
                _offset += result.Count;
                await AcknowledgeAsync(cancellationToken);
                return _buffer.AsMemory(0, result.Count);
            }
        }
    }

    /// <summary>Reads until a text has come, which may be split over pieces.</summary>
    public Task ReadUntilAsync(string text, CancellationToken cancellationToken)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        return ReadUntilAsync(seen => seen.IndexOf(wanted) >= 0, wanted.Length, cancellationToken);
    }

    /// <summary>Reads until a shell's prompt has come.</summary>
    public Task ReadUntilPromptAsync(CancellationToken cancellationToken) =>
        ReadUntilAsync(ShellPrompt.IsIn, ShellPrompt.Length, cancellationToken);

    /// <summary>Leaves, without waiting for the other side.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken) =>
        _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);

    public void Dispose() => _socket.Dispose();

    private async Task ReadUntilAsync(Func<ReadOnlySpan<byte>, bool> isIn, int length, CancellationToken cancellationToken)
    {
        var seen = Array.Empty<byte>();
        do
        {
            var next = await ReadAsync(cancellationToken);
            seen = [.. seen.AsSpan(Math.Max(0, seen.Length - length)), .. next.Span];
        }
        while (!isIn(seen));
    }

    private async Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        if (_acknowledges && _offset - _acknowledged >= AcknowledgeStep)
        {
            _acknowledged = _offset;
            var frame = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"ack","offset":{{_offset}}}"""));
            await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
    }
}
