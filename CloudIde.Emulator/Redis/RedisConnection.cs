using System.Net.Sockets;
using Garnet.common;
using Garnet.networking;

namespace CloudIde.Emulator.Redis;

/// <summary>One client of Garnet: reads and runs its commands, on one thread.</summary>
internal sealed partial class RedisConnection : NetworkHandler<RedisListener, RedisSender>
{
    private readonly Socket _socket;
    private readonly RedisListener _listener;
    private readonly ILogger _logger;

    /// <summary>Takes over a connection.</summary>
    /// <param name="listener">Who accepted it.</param>
    /// <param name="socket">The connection.</param>
    /// <param name="buffers">How large buffers are.</param>
    /// <param name="pool">Where they come from.</param>
    /// <param name="logger">Receives what happens.</param>
    public unsafe RedisConnection(
        RedisListener listener, Socket socket, NetworkBufferSettings buffers, LimitedFixedBufferPool pool, ILogger logger)
        : base(listener, new RedisSender(socket, buffers.sendBufferSize), buffers, pool, useTLS: false, logger: logger)
    {
        _listener = listener;
        _socket = socket;
        _logger = logger;
        networkReceiveBufferEntry = pool.Get(buffers.initialReceiveBufferSize, PoolEntryBufferType.NetworkReceiveBuffer);
        networkReceiveBuffer = networkReceiveBufferEntry.entry;
        networkReceiveBufferPtr = networkReceiveBufferEntry.entryPtr;
    }

    /// <inheritdoc/>
    public override string RemoteEndpointName => GetNetworkSender().RemoteEndpointName;

    /// <inheritdoc/>
    public override string LocalEndpointName => GetNetworkSender().LocalEndpointName;

    /// <inheritdoc/>
    public override bool IsLocalConnection() => true;

    /// <inheritdoc/>
    public override bool TryClose() => GetNetworkSender().TryClose();

    /// <summary>Serves the client until it leaves.</summary>
    public void Run()
    {
        try
        {
            while (!_listener.Disposed)
            {
                var received = _socket.Receive(networkReceiveBuffer.AsSpan(networkBytesRead));
                if (received == 0)
                {
                    return;
                }

                OnNetworkReceiveWithoutTLS(received);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client has gone, or the server goes.
            LogEnded(e, RemoteEndpointName);
        }
        catch (Exception e)
        {
            LogFailed(e, RemoteEndpointName);
        }
        finally
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _socket.Dispose();
        DisposeImpl();
    }

    [LoggerMessage(LogLevel.Trace, "The connection from {Client} has ended.", EventName = "RedisConnectionEnded")]
    private partial void LogEnded(Exception exception, string client);

    [LoggerMessage(LogLevel.Error, "The connection from {Client} was ended by an error.", EventName = "RedisConnectionFailed")]
    private partial void LogFailed(Exception exception, string client);
}
