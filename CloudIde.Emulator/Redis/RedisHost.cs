using System.Net;
using System.Net.Sockets;
using Garnet;
using Garnet.server;
using Garnet.server.Auth.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudIde.Emulator.Redis;

/// <summary>
/// A Redis for one machine inside this process: Microsoft.Garnet, listening on loopback only and keeping nothing on disk.
/// What must outlive a restart is in S3 and SQS.
/// </summary>
public sealed class RedisHost : IDisposable
{
    private readonly GarnetServer _server;
    private int _disposed;

    private RedisHost(GarnetServer server, int port)
    {
        _server = server;
        Port = port;
    }

    /// <summary>The TCP port on the loopback address.</summary>
    public int Port { get; }

    /// <summary>Starts it.</summary>
    /// <param name="port">The TCP port, or 0 for a free one.</param>
    /// <param name="password">What clients must give, or null.</param>
    /// <param name="loggerFactory">Receives Garnet's log, or null.</param>
    /// <param name="socketPath">
    /// A Unix domain socket to listen on as well, for this user only, or null. What is there already is replaced.
    /// </param>
    /// <returns>The running host.</returns>
    /// <exception cref="IOException">The port is in use.</exception>
    public static RedisHost Start(int port = 0, string? password = null, ILoggerFactory? loggerFactory = null, string? socketPath = null)
    {
        var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<RedisHost>();
        RedisListener listener;
        try
        {
            listener = new RedisListener(port, socketPath, logger);
        }
        catch (SocketException e)
        {
            throw new IOException($"Redis cannot listen on port {port}: it is in use.", e);
        }

        var server = new GarnetServer(CreateOptions(listener.Port, password), loggerFactory, [listener]);
        server.Start();
        return new RedisHost(server, listener.Port);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Garnet throws when it is disposed twice.
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _server.Dispose();
        }
    }

    private static GarnetServerOptions CreateOptions(int port, string? password) => new()
    {
        EndPoints = [new IPEndPoint(IPAddress.Loopback, port)],

        // Beyond this Garnet evicts live data without an error. It is allocated as it fills, so a large bound costs nothing.
        LogMemorySize = "2g",
        PageSize = "1m",
        IndexMemorySize = "1m",
        PubSubPageSize = "4k",
        BufferPoolMemoryBudget = "16m",
        EnableStorageTier = false,
        EnableAOF = false,
        MaxDatabases = 1,
        QuietMode = true,

        // Without transaction mode Garnet does not run scripts atomically, and ours fence workers.
        EnableLua = true,
        LuaTransactionMode = true,
        // Tracked, since in a managed arena of its own a script runs out of memory by fragmentation after some large strings,
        // and then for good. The bound holds for each script of each connection.
        LuaOptions = new LuaOptions(LuaMemoryManagementMode.Native, "", TimeSpan.FromSeconds(5), LuaLoggingMode.Silent, []),
        AuthSettings = password is null ? null : new PasswordAuthenticationSettings(password),
    };
}
