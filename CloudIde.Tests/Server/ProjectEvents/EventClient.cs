using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Xunit;

namespace CloudIde.Tests.Server.ProjectEvents;

/// <summary>A client of a project's event stream.</summary>
internal sealed class EventClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonElement> _frames = Channel.CreateUnbounded<JsonElement>();
    private Task _receiving = Task.CompletedTask;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public static Uri Address(Uri server, string project) =>
        new UriBuilder(server) { Scheme = "ws", Path = $"/ws/v2/projects/{project}/events" }.Uri;

    /// <summary>Connects. One that does not read is read by <see cref="Read"/>.</summary>
    public static async Task<EventClient> ConnectAsync(Uri server, string project, string token, bool reads = true)
    {
        var client = new EventClient();
        client._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await client._socket.ConnectAsync(Address(server, project), CancellationToken);
        if (reads)
        {
            client.Read();
        }

        return client;
    }

    public void Read() => _receiving = ReceiveAsync();

    public async Task<JsonElement> NextAsync(string type)
    {
        var frame = await _frames.Reader.ReadAsync(CancellationToken);
        Assert.Equal(type, frame.GetProperty("type").GetString());
        return frame;
    }

    /// <summary>The next workspace frame that fits; states may come in steps.</summary>
    public async Task<JsonElement> WorkspaceAsync(Func<JsonElement, bool> condition)
    {
        while (true)
        {
            var frame = await NextAsync("workspace");
            if (condition(frame))
            {
                return frame;
            }
        }
    }

    public async Task<WebSocketCloseStatus?> WaitForCloseAsync()
    {
        await _receiving.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken);
        return CloseStatus;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _receiving;
        _socket.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[1 << 20];
        try
        {
            while (true)
            {
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

                _frames.Writer.TryWrite(JsonDocument.Parse(buffer.AsMemory(0, length)).RootElement.Clone());
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The test cut the connection, or the server did; tests look at CloseStatus.
        }
    }
}
