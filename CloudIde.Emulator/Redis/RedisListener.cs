using System.Net;
using System.Net.Sockets;
using Garnet.common;
using Garnet.networking;
using Garnet.server;

namespace CloudIde.Emulator.Redis;

/// <summary>
/// Accepts connections for Garnet, each with a thread that waits in the read itself. Garnet's own listener wakes two threads
/// of the runtime for each message, which is most of what a keystroke spends in Redis; this one is for one machine and some
/// dozens of connections, where a thread each costs nothing.
/// </summary>
internal sealed partial class RedisListener : GarnetServerBase, IServerHook
{
    private const int Backlog = 512;

    private readonly Socket _socket;
    private readonly Socket? _local;
    private readonly string? _localPath;
    private readonly ILogger _logger;
    private readonly NetworkBufferSettings _buffers;
    private readonly LimitedFixedBufferPool _pool;

    /// <summary>Binds the port, which fails here when it is in use.</summary>
    /// <param name="port">The TCP port on the loopback address, or 0 for a free one.</param>
    /// <param name="localPath">A Unix domain socket to listen on as well, or null.</param>
    /// <param name="logger">Receives what happens.</param>
    /// <exception cref="SocketException">The port is in use.</exception>
    public RedisListener(int port, string? localPath, ILogger logger)
        : base(new IPEndPoint(IPAddress.Loopback, port), networkBufferSize: 0, logger)
    {
        _logger = logger;
        var size = BufferSizeUtils.ServerBufferSize(new MaxSizeSettings());
        _buffers = new NetworkBufferSettings(size, size);
        _pool = _buffers.CreateBufferPool(ownerType: PoolOwnerType.ServerNetwork, logger: logger);
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Not ReuseAddress: on Linux, the runtime takes that for sharing the port with another listener.
            _socket.Bind(EndPoint);
            _socket.Listen(Backlog);
            _localPath = localPath;
            _local = localPath is null ? null : ListenLocally(localPath);
        }
        catch
        {
            _socket.Dispose();
            _pool.Dispose();
            throw;
        }
    }

    /// <summary>The TCP port.</summary>
    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <inheritdoc/>
    public override IEnumerable<IMessageConsumer> ActiveConsumers() =>
        activeHandlers.Keys.Select(handler => handler.Session).OfType<IMessageConsumer>();

    /// <inheritdoc/>
    public override IEnumerable<IClusterSession> ActiveClusterSessions() => [];

    /// <inheritdoc/>
    public override void Start()
    {
        StartAccepting(_socket);
        if (_local is not null)
        {
            StartAccepting(_local);
        }
    }

    /// <inheritdoc/>
    public override void Close() => DisposeSockets();

    /// <inheritdoc/>
    public override void Dispose()
    {
        DisposeSockets();
        base.Dispose();
        _pool.Dispose();
    }

    /// <inheritdoc/>
    public bool TryCreateMessageConsumer(Span<byte> bytes, INetworkSender networkSender, out IMessageConsumer session)
    {
        session = null!;
        return GetSessionProviders().TryGetValue(WireFormat.ASCII, out var provider)
            && AddSession(WireFormat.ASCII, ref provider, networkSender, out session);
    }

    /// <inheritdoc/>
    public void DisposeMessageConsumer(INetworkHandler session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (activeHandlers.TryRemove(session, out _))
        {
            Interlocked.Decrement(ref activeHandlerCount);
            IncrementConnectionsDisposed();
            session.Session?.Dispose();
        }
    }

    private static Socket ListenLocally(string path)
    {
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void StartAccepting(Socket listening) =>
        new Thread(() => Accept(listening)) { IsBackground = true, Name = "Redis listener" }.Start();

    private void DisposeSockets()
    {
        _socket.Dispose();
        _local?.Dispose();
        if (_localPath is not null)
        {
            File.Delete(_localPath);
        }
    }

    private void Accept(Socket listening)
    {
        while (true)
        {
            Socket? client = null;
            try
            {
                client = listening.Accept();
                if (listening == _socket)
                {
                    client.NoDelay = true;
                }

                Serve(client);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (Disposed || !listening.IsBound)
            {
                return;
            }
            catch (SocketException e)
            {
                // A client that has gone before it was accepted, or no descriptor left for it: the others go on.
                client?.Dispose();
                LogNotAccepted(e);
                Thread.Sleep(10);
            }
        }
    }

    private void Serve(Socket client)
    {
        if (Interlocked.Increment(ref activeHandlerCount) <= 0)
        {
            // It is being disposed, and the count says so by being far below zero.
            Interlocked.Decrement(ref activeHandlerCount);
            client.Dispose();
            return;
        }

        var connection = new RedisConnection(this, client, _buffers, _pool, _logger);
        activeHandlers.TryAdd(connection, 0);
        IncrementConnectionsReceived();
        new Thread(connection.Run) { IsBackground = true, Name = "Redis connection" }.Start();
    }

    [LoggerMessage(LogLevel.Warning, "A connection to Redis could not be accepted.", EventName = "RedisConnectionNotAccepted")]
    private partial void LogNotAccepted(Exception exception);
}
