using CloudIde.Core.Activations;
using CloudIde.Core.Operations;
using CloudIde.Core.Workers;
using CloudIde.Emulator;
using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Setup;
using CloudIde.Tests.Core;
using CloudIde.Tests.Core.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Kubernetes;

/// <summary>The whole orchestrator with pods as its tasks, an emulated SQS and a real Redis; the test plays the workers.</summary>
public sealed class KubernetesOrchestratorTests : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("cloudide-kubernetes-").FullName;
    private readonly RedisHost _redisHost = RedisHost.Start();
    private EmulatorHost _emulator = null!;
    private FakeKubernetes _cluster = null!;
    private ConnectionMultiplexer _redis = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, DataDirectory = _data, LoggerFactory = NullLoggerFactory.Instance }, CancellationToken);
        _cluster = await FakeKubernetes.StartAsync();
        _redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(_redisHost.Port));
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _cluster.DisposeAsync();
        await _emulator.DisposeAsync();
        _redisHost.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Activations_StartPods_AndAnotherImageReplacesThemByDraining()
    {
        var setup = await OrchestratorSetup.RunAsync(Configuration("worker:1"), null, CancellationToken);
        Assert.Null(setup.TaskDefinitionArn);
        Assert.Equal(["queue", "queue", "bucket"], setup.Steps.Select(step => step.Kind));
        var registry = new WorkerRegistry(_redis);
        WorkerRegistration first;
        await using (var orchestrator = await StartAsync("worker:1"))
        {
            await SendAsync();
            await Eventually.TrueAsync(() => _cluster.Pods.Count > 0, "a pod is made");
            first = await RegisterAsync(registry, Assert.Single(Names("worker:1")));
            await Eventually.TrueAsync(
                async () => (await new OperationsRecords(_redis).FindReportAsync())?.Tasks is [{ State: "idle" }], "the report shows the worker");
            var report = await new OperationsRecords(_redis).FindReportAsync();
            Assert.Equal(("kubernetes", 0, 4), (report!.Runtime, report.MinTasks, report.MaxTasks));
            Assert.Equal(0.0247, report.Spend!.HourlyUsd, 4);
            using var http = new HttpClient { BaseAddress = orchestrator.Address };
            var metrics = await http.GetStringAsync("/metrics", CancellationToken);
            Assert.Contains("cloudide_fleet_launched", metrics, StringComparison.Ordinal);
        }

        await using var next = await StartAsync("worker:2");
        await Eventually.TrueAsync(() => Names("worker:2").Count == 1, "a replacement is made");
        Assert.False(await registry.HeartbeatAsync(first));
        await RegisterAsync(registry, Assert.Single(Names("worker:2")));

        await Eventually.TrueAsync(() => registry.HeartbeatAsync(first), "the old worker is asked to drain");
        Assert.Single(Names("worker:2"));
        Assert.DoesNotContain(_cluster.Calls, call => call.StartsWith("DELETE", StringComparison.Ordinal));
    }

    private async Task<WorkerRegistration> RegisterAsync(WorkerRegistry registry, string pod)
    {
        _cluster.SetPhase(pod, "Running");
        var worker = new WorkerRegistration(pod, null, 5, 0, false, DateTimeOffset.UtcNow);
        await registry.HeartbeatAsync(worker);
        return worker;
    }

    private List<string> Names(string image) =>
        [.. _cluster.Pods.Where(pod => (string?)pod["spec"]!["containers"]![0]!["image"] == image).Select(pod => (string)pod["metadata"]!["name"]!)];

    private async Task SendAsync()
    {
        using var clients = new AwsClients(OrchestratorSettings.Read(Configuration("worker:1")).Aws);
        using var queue = new ActivationQueue(clients.Sqs, OrchestratorSettings.Read(Configuration("worker:1")).Aws);
        await queue.SendAsync(new ActivationMessage(ActivationMessage.CurrentVersion, "a", "p", DateTimeOffset.UtcNow), CancellationToken);
    }

    private Task<OrchestratorHost> StartAsync(string image) => OrchestratorHost.StartAsync(
        new OrchestratorOptions
        {
            Configuration = Configuration(image),
            Configure = builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(_ => _cluster.CreateClient());
            },
        },
        CancellationToken);

    private IConfiguration Configuration(string image) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = _emulator.Endpoint.AbsoluteUri,
            ["K8S_MAX_REPLICAS"] = "4",
            ["K8S_MIN_REPLICAS"] = "0",
            ["K8S_WORKER_IMAGE"] = image,
            ["ORCHESTRATOR_POLICY"] = "backlog",
            ["ORCHESTRATOR_POLL_SECONDS"] = "0.1",
            ["ORCHESTRATOR_PORT"] = "0",
            ["ORCHESTRATOR_RUNTIME"] = "kubernetes",
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = $"{_redisHost.Port}",
        })
        .Build();
}
