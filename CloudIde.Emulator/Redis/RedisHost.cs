using System.Net;
using System.Net.Sockets;
using Garnet;
using Garnet.common;
using Garnet.server;
using Garnet.server.Auth.Settings;

namespace CloudIde.Emulator.Redis;

/// <summary>
/// A Redis for one machine inside this process: Microsoft.Garnet, listening on loopback only and keeping nothing on disk.
/// What must outlive a restart is in S3 and SQS.
/// </summary>
public sealed class RedisHost : IDisposable
{
    private const int BindAttempts = 20;

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
    /// <returns>The running host.</returns>
    /// <exception cref="IOException">The port is in use.</exception>
    public static RedisHost Start(int port = 0, string? password = null, ILoggerFactory? loggerFactory = null)
    {
        if (port != 0)
        {
            return Bind(port, password, loggerFactory);
        }

        // Garnet does not tell which port it got for 0, so a free one is looked up first; somebody may take it in between.
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Bind(FindFreePort(), password, loggerFactory);
            }
            catch (IOException) when (attempt < BindAttempts)
            {
                // Another one.
            }
        }
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

    private static RedisHost Bind(int port, string? password, ILoggerFactory? loggerFactory)
    {
        var server = new GarnetServer(CreateOptions(port, password), loggerFactory);
        try
        {
            server.Start();
            return new RedisHost(server, port);
        }
        catch (GarnetException e)
        {
            server.Dispose();
            throw new IOException($"Redis cannot listen on port {port}: it is in use.", e);
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
        LuaOptions = new LuaOptions(LuaMemoryManagementMode.Tracked, "64m", TimeSpan.FromSeconds(5), LuaLoggingMode.Silent, []),
        AuthSettings = password is null ? null : new PasswordAuthenticationSettings(password),
    };

    private static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
