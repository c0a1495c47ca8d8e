using CloudIde.Core.Aws;
using CloudIde.Core.Operations;
using CloudIde.Core.Workers;
using CloudIde.Emulator;
using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Setup;
using CloudIde.Tests.Core.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

/// <summary>AWS and Redis as an operator finds them, and nothing that acts: the tests play orchestrator and workers.</summary>
public sealed class OperatorWorld : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("cloudide-operators-").FullName;
    private readonly RedisHost _redisHost = RedisHost.Start();
    private EmulatorHost? _emulator;
    private AwsClients? _clients;

    internal IConfiguration Configuration { get; private set; } = null!;

    internal IConnectionMultiplexer Redis { get; private set; } = null!;

    internal WorkerRegistry Workers => new(Redis);

    internal OperationsRecords Records => new(Redis);

    internal EcsTaskRuntime Runtime { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The emulated Fargate runs processes of Linux and macOS.");
        var cancellation = TestContext.Current.CancellationToken;
        _emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Port = 0,
                DataDirectory = _data,
                Images = new Dictionary<string, IReadOnlyList<string>>
                {
                    ["cloudide-worker"] = ["/bin/sh", "-c", "echo the first line; sleep 1; echo the second line; sleep 600"],
                },
                LoggerFactory = NullLoggerFactory.Instance,
            },
            cancellation);
        Configuration = CommandLineRunner.Configuration(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = _emulator.Endpoint.ToString(),
            ["AWS_REGION"] = AwsSettings.DefaultRegion,
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = $"{_redisHost.Port}",
        });
        await OrchestratorSetup.RunAsync(Configuration, null, cancellation);
        Redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(_redisHost.Port));
        var settings = OrchestratorSettings.Read(Configuration);
        _clients = new AwsClients(settings.Aws);
        Runtime = new EcsTaskRuntime(_clients.Ecs, settings.Ecs);
    }

    /// <summary>Starts a task and waits until it runs.</summary>
    internal async Task<string> StartTaskAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var id = Assert.Single((await Runtime.LaunchAsync(1, Guid.NewGuid().ToString("N"), cancellation)).TaskIds);
        await CloudIde.Tests.Core.Eventually.TrueAsync(
            async () => (await Runtime.ListAsync(cancellation)).Any(task => task.Id == id && task.IsRunning), "the task runs");
        return id;
    }

    /// <summary>Registers a task's worker.</summary>
    internal async Task<WorkerRegistration> RegisterAsync(string taskId, int used, bool draining = false)
    {
        var worker = new WorkerRegistration(taskId, null, 5, used, draining, DateTimeOffset.UtcNow);
        await Workers.HeartbeatAsync(worker);
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        _clients?.Dispose();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        _redisHost.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
