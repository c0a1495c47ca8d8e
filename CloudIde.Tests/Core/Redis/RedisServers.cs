using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using CloudIde.Core.Redis;
using CloudIde.Core.Settings;
using CloudIde.Emulator.Redis;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Redis;

/// <summary>The servers on which everything that is kept in Redis must work: the embedded one and, when it is installed, the real one.</summary>
public sealed class RedisServers : IAsyncDisposable
{
    public const string Garnet = "garnet";
    public const string RealRedis = "redis";

    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly Dictionary<string, IConnectionMultiplexer> _connections = [];
    private RedisHost? _garnet;
    private Process? _redis;

    public static TheoryData<string> Kinds => [Garnet, RealRedis];

    /// <summary>A connection shared by the tests of a class; each test uses a project of its own.</summary>
    public async Task<IConnectionMultiplexer> ConnectAsync(string kind)
    {
        await _lock.WaitAsync();
        try
        {
            if (!_connections.TryGetValue(kind, out var connection))
            {
                connection = await ConnectionMultiplexer.ConnectAsync(Options(kind == Garnet ? StartGarnet() : StartRedis()));
                _connections.Add(kind, connection);
            }

            return connection;
        }
        finally
        {
            _lock.Release();
        }
    }

    public static ConfigurationOptions Options(int port)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("REDIS_HOST", "127.0.0.1"), new("REDIS_PORT", $"{port}")])
            .Build();
        return SettingsReader.Read(configuration, RedisSettings.Read).Connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync();
        }

        _garnet?.Dispose();
        if (_redis is not null)
        {
            _redis.Kill();
            await _redis.WaitForExitAsync();
            _redis.Dispose();
        }
    }

    private int StartGarnet() => (_garnet = RedisHost.Start()).Port;

    private int StartRedis()
    {
        var program = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "redis-server is not on PATH");

        var port = FindFreePort();
        _redis = Process.Start(new ProcessStartInfo(program!)
        {
            ArgumentList = { "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no", "--loglevel", "warning" },
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
        });
        return port;
    }

    private static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
