using CloudIde.Emulator.Redis;
using CloudIde.Tests.Server.Terminals;
using Xunit;

namespace CloudIde.Tests.Server.ProjectEvents;

/// <summary>A server whose connections to Redis a test can cut.</summary>
internal sealed class ProjectWorld : IAsyncLifetime
{
    private RedisHost? _redis;
    private CuttableProxy? _proxy;

    public RunningServer Server { get; } = new();

    public CuttableProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync()
    {
        _redis = RedisHost.Start();
        _proxy = CuttableProxy.Start(_redis.Port);
        Server.Settings["ConnectionStrings:redis"] = $"127.0.0.1:{_proxy.Port}";
        await Server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        _redis?.Dispose();
    }
}
