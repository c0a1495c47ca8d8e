using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.ECS.Model;
using CloudIde.Core.Activations;
using CloudIde.Core.Operations;
using CloudIde.Core.Redis;
using CloudIde.Core.Scaling;
using CloudIde.Core.Workers;
using CloudIde.Core.Workspaces;
using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Scaling;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Setup;
using CloudIde.Tests.AwsSdk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Tests.Orchestrator.Hosting;

/// <summary>The whole orchestrator against moto's SQS and ECS and a real Redis; the test plays the worker.</summary>
[Collection(nameof(MotoCollection))]
public sealed class OrchestratorHostTests(MotoServer moto) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private readonly RedisHost _redisHost = RedisHost.Start();
    private ConnectionMultiplexer? _redis;
    private string? _subnet;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _subnet = await moto.FindSubnetAsync(CancellationToken);
        _redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{_redisHost.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _redisHost.Dispose();
    }

    [Fact]
    public async Task AnActivation_StartsATaskAtTheNudgeAndItsEndDrainsTheWorker()
    {
        // Only a nudge can be why it reacts: the poll comes once a minute.
        var configuration = Configuration(("ORCHESTRATOR_POLL_SECONDS", "60"), ("ORCHESTRATOR_SCALE_IN_SECONDS", "0"));
        await OrchestratorSetup.RunAsync(configuration, null, CancellationToken);
        var settings = OrchestratorSettings.Read(configuration);
        using var clients = new AwsClients(settings.Aws);
        using var queue = new ActivationQueue(clients.Sqs, settings.Aws);
        var nudge = new ScalingNudge(_redis!);
        var registry = new WorkerRegistry(_redis!);
        await using var orchestrator = await OrchestratorHost.StartAsync(Options(configuration), CancellationToken);
        using var http = new HttpClient { BaseAddress = orchestrator.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/alive", CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health", CancellationToken)).StatusCode);

        var message = new ActivationMessage(ActivationMessage.CurrentVersion, _id, "project", DateTimeOffset.UtcNow);
        await queue.SendAsync(message, CancellationToken);
        await nudge.SendAsync("activation");
        var arn = await EventuallyAsync(async () => (await TasksAsync(clients)).SingleOrDefault());

        var worker = new WorkerRegistration(arn.Split('/')[^1], arn, 5, 0, false, DateTimeOffset.UtcNow);
        Assert.False(await registry.HeartbeatAsync(worker));
        var received = Assert.Single(await queue.ReceiveAsync(
            1, TimeSpan.Zero, TimeSpan.FromSeconds(60), CancellationToken));
        Assert.False(await registry.HeartbeatAsync(worker with { UsedSlots = 1 }));
        await queue.DeleteAsync(received.ReceiptHandle, CancellationToken);
        Assert.False(await registry.HeartbeatAsync(worker));
        await nudge.SendAsync("workspace ended");

        // The answer to a heartbeat tells a worker that it should drain.
        await EventuallyAsync(async () => await registry.HeartbeatAsync(worker) ? "drain" : null);
        Assert.Single(await TasksAsync(clients));
        var decisions = await _redis!.GetDatabase().ListRangeAsync(RedisKeys.ScalingDecisions);
        Assert.Contains(decisions, decision => decision.ToString().Contains("\"launch\":1", StringComparison.Ordinal));

        await orchestrator.StopAsync(CancellationToken);
        await orchestrator.WaitForShutdownAsync(CancellationToken);
        Assert.False(await _redis.GetDatabase().KeyExistsAsync(RedisKeys.OrchestratorLeader));
        Assert.Single(await TasksAsync(clients));
    }

    [Fact]
    public async Task ATaskThatEnded_LosesItsLeaseAtOnceAndNotBefore()
    {
        var configuration = Configuration(("ORCHESTRATOR_POLL_SECONDS", "0.2"), ("ECS_MIN_TASKS", "1"));
        await OrchestratorSetup.RunAsync(configuration, null, CancellationToken);
        using var clients = new AwsClients(OrchestratorSettings.Read(configuration).Aws);
        var registry = new WorkerRegistry(_redis!);
        var workspaces = new WorkspaceDirectory(_redis!);
        await using var orchestrator = await OrchestratorHost.StartAsync(Options(configuration), CancellationToken);
        var arn = await EventuallyAsync(async () => (await TasksAsync(clients)).SingleOrDefault());
        var worker = new WorkerRegistration(arn.Split('/')[^1], arn, 5, 1, false, DateTimeOffset.UtcNow);
        await registry.HeartbeatAsync(worker);
        var lease = await workspaces.AcquireAsync(_id, worker.WorkerId, "a1");
        var before = await FindDecisionTimeAsync();
        await EventuallyAsync(async () => await FindDecisionTimeAsync() is { } later && later != before ? later : null);
        Assert.Equal(LeaseState.Renewed, (await workspaces.RenewAsync(lease)).State);

        await clients.Ecs.StopTaskAsync(
            new StopTaskRequest { Cluster = $"cluster-{_id}", Task = arn, Reason = "a test" }, CancellationToken);

        // A lease that only ran out would be taken again; and it cannot run out, since it is renewed all the time.
        await EventuallyAsync(async () => (await workspaces.RenewAsync(lease)).State == LeaseState.Lost ? "lost" : null);
        await EventuallyAsync(async () => (await registry.ListAsync()).Any(other => other.WorkerId == worker.WorkerId) ? null : "gone");
        await orchestrator.StopAsync(CancellationToken);
    }

    [Fact]
    public async Task TwoOrchestrators_StartTheMinimumOnceAndTheSecondTakesOver()
    {
        var configuration = Configuration(("ORCHESTRATOR_POLL_SECONDS", "0.1"), ("ECS_MIN_TASKS", "2"));
        await OrchestratorSetup.RunAsync(configuration, null, CancellationToken);
        using var clients = new AwsClients(OrchestratorSettings.Read(configuration).Aws);
        await using var first = await OrchestratorHost.StartAsync(Options(configuration), CancellationToken);
        await using var second = await OrchestratorHost.StartAsync(Options(configuration), CancellationToken);
        await EventuallyAsync(async () => (await TasksAsync(clients)).Count >= 2 ? "started" : null);

        var leader = (string?)await _redis!.GetDatabase().StringGetAsync(RedisKeys.OrchestratorLeader);
        await first.StopAsync(CancellationToken);
        await EventuallyAsync(async () =>
            (string?)await _redis.GetDatabase().StringGetAsync(RedisKeys.OrchestratorLeader) is { } now && now != leader ? now : null);
        await second.StopAsync(CancellationToken);

        Assert.Equal(2, (await TasksAsync(clients)).Count);
    }

    [Fact]
    public async Task APortInUse_IsOneSentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<OrchestratorStartException>(() => OrchestratorHost.StartAsync(
            Options(Configuration(("ORCHESTRATOR_PORT", $"{port}"))), CancellationToken));

        Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task ALoopThatDies_EndsTheHostWithItsError()
    {
        var configuration = Configuration(("ECS_MIN_TASKS", "1"));
        await OrchestratorSetup.RunAsync(configuration, null, CancellationToken);
        await using var orchestrator = await OrchestratorHost.StartAsync(
            new OrchestratorOptions
            {
                Configuration = configuration,
                Configure = builder =>
                {
                    builder.Logging.ClearProviders();
                    builder.Services.AddSingleton<IScalingPolicy, BrokenPolicy>();
                },
            },
            CancellationToken);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => orchestrator.WaitForShutdownAsync(CancellationToken).WaitAsync(Patience, CancellationToken));

        Assert.Equal("A mistake of ours.", error.Message);
    }

    private static OrchestratorOptions Options(IConfiguration configuration) => new()
    {
        Configuration = configuration,
        Configure = builder => builder.Logging.ClearProviders(),
    };

    private static async Task<string> EventuallyAsync(Func<Task<string?>> look)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private async Task<string?> FindDecisionTimeAsync() =>
        (await new OperationsRecords(_redis!).FindReportAsync())?.At.ToString("O", CultureInfo.InvariantCulture);

    private async Task<List<string>> TasksAsync(AwsClients clients)
    {
        var request = new ListTasksRequest { Cluster = $"cluster-{_id}", StartedBy = EcsTaskRuntime.StartedBy };
        return (await clients.Ecs.ListTasksAsync(request, CancellationToken)).TaskArns ?? [];
    }

    private IConfiguration Configuration(params (string Name, string Value)[] more) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = moto.Url,
            ["AWS_S3_BUCKET_NAME"] = $"bucket-{_id}",
            ["AWS_SQS_QUEUE_URL"] = $"{moto.Url}123456789012/queue-{_id}",
            ["ECS_CLUSTER_NAME"] = $"cluster-{_id}",
            ["ECS_TASK_DEFINITION"] = $"family-{_id}",
            ["ECS_SUBNETS"] = _subnet,
            ["ECS_SECURITY_GROUPS"] = "sg-0",
            ["ECS_MIN_TASKS"] = "0",
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = $"{_redisHost.Port}",
            ["ORCHESTRATOR_PORT"] = "0",
        })
        .AddInMemoryCollection(more.ToDictionary(pair => pair.Name, pair => (string?)pair.Value))
        .Build();

    private sealed class BrokenPolicy : IScalingPolicy
    {
        public string Name => "broken";

        public ScalingDecision Decide(ScalingInputs inputs) => throw new InvalidOperationException("A mistake of ours.");
    }
}
