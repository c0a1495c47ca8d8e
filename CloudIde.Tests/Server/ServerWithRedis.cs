using CloudIde.Core.Files;
using CloudIde.Core.Workspaces;
using CloudIde.Emulator.Redis;
using CloudIde.Tests.Core.Redis;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Server;

/// <summary>A server with its own S3 and Redis, and what a worker would use of the latter. Class fixture.</summary>
public sealed class ServerWithRedis : IAsyncLifetime
{
    private RedisHost? _redis;
    private ConnectionMultiplexer? _connection;

    public RunningServer Server { get; } = new();

    internal WorkspaceDirectory Workspaces => new(Redis);

    internal WorkspaceKeeping Keeping => new(Redis, TimeProvider.System);

    internal FileChangeChannel Files => new(Redis);

    internal IConnectionMultiplexer Redis => _connection!;

    public async ValueTask InitializeAsync()
    {
        _redis = RedisHost.Start();
        _connection = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(_redis.Port));
        Server.Settings["ConnectionStrings:redis"] = $"127.0.0.1:{_redis.Port}";
        await Server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        _redis?.Dispose();
    }

    /// <summary>Ends Redis for good.</summary>
    internal void StopRedis() => _redis!.Dispose();

    /// <summary>Shares a project with a user.</summary>
    internal static async Task ShareAsync(ApiClient owner, string project, ApiClient user, string role) =>
        (await owner.PostAsync($"/api/v2/projects/{project}/members", new { username = user.Username, role }))
            .Is(System.Net.HttpStatusCode.Created);
}
