using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.ECS;
using Amazon.ECS.Model;
using CloudIde.Core.Aws;
using CloudIde.Emulator;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Setup;
using CloudIde.Tests.AwsSdk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Tests.Orchestrator.Fleet;

/// <summary>The runtime against the emulated Fargate, where tasks are real processes and client tokens count.</summary>
public sealed class EcsTaskRuntimeOnEmulatorTests : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("cloudide-orchestrator-").FullName;
    private EmulatorHost? _emulator;
    private AmazonECSClient? _ecs;
    private EcsSettings? _settings;
    private EcsTaskRuntime? _runtime;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Port = 0,
                DataDirectory = _data,
                Images = new Dictionary<string, IReadOnlyList<string>> { ["cloudide-worker"] = ["/bin/sleep", "600"] },
                LoggerFactory = NullLoggerFactory.Instance,
            },
            CancellationToken);
        var url = _emulator.Endpoint.ToString();
        _ecs = new AmazonECSClient(
            MotoServer.Credentials,
            new AmazonECSConfig { ServiceURL = url, AuthenticationRegion = AwsSettings.DefaultRegion, MaxErrorRetry = 0 });
        var settings = OrchestratorSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = url })
            .Build());
        await _ecs.CreateClusterAsync(
            new CreateClusterRequest { ClusterName = settings.Ecs.Cluster, CapacityProviders = ["FARGATE", "FARGATE_SPOT"] },
            CancellationToken);

        // The project's own file, so that what an operator registers is known to work. Its secret does not exist here.
        var definition = await TaskDefinitionFile.ReadAsync(
            TaskDefinitionFile.DefaultPath, "000000000000", AwsSettings.DefaultRegion, CancellationToken);
        new WorkerEnvironment(settings, new Uri(url + "q"), new Dictionary<string, string>(), ["cloudide/redis-password"])
            .ApplyTo(definition);
        using var logs = new AmazonCloudWatchLogsClient(
            MotoServer.Credentials,
            new AmazonCloudWatchLogsConfig { ServiceURL = url, AuthenticationRegion = AwsSettings.DefaultRegion });
        await logs.CreateLogGroupAsync(new CreateLogGroupRequest { LogGroupName = "/ecs/cloudide-worker" }, CancellationToken);
        var registered = await _ecs.RegisterTaskDefinitionAsync(definition, CancellationToken);
        Assert.Equal(
            TaskDefinitionFingerprint.Of(definition), TaskDefinitionFingerprint.Of(registered.TaskDefinition));
        _settings = settings.Ecs;
        _runtime = new EcsTaskRuntime(_ecs, settings.Ecs);
    }

    public async ValueTask DisposeAsync()
    {
        _ecs?.Dispose();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Launch_RepeatedWithItsToken_StartsNothingMore()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The emulated Fargate runs processes of Linux and macOS.");
        var first = await _runtime!.LaunchAsync(2, "token-1", CancellationToken);
        var again = await _runtime.LaunchAsync(2, "token-1", CancellationToken);
        await Assert.ThrowsAsync<TokenReusedException>(() => _runtime.LaunchAsync(3, "token-1", CancellationToken));

        Assert.Equal(first.TaskIds.Order(), again.TaskIds.Order());
        Assert.Equal(first.TaskIds.Order(), (await _runtime.ListAsync(CancellationToken)).Select(task => task.Id).Order());

        await _runtime.StopAsync(first.TaskIds[0], "a test", CancellationToken);
        Assert.Equal(first.TaskIds[1], Assert.Single(await _runtime.ListAsync(CancellationToken)).Id);
    }

    [Fact]
    public async Task Launch_OnSpot_IsMarkedSoAndOneOnDemandIsNot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The emulated Fargate runs processes of Linux and macOS.");
        var spot = new EcsTaskRuntime(_ecs!, _settings! with { SpotPercent = 100 });

        var cheap = Assert.Single((await spot.LaunchAsync(1, "token-spot", CancellationToken)).TaskIds);
        var ordinary = Assert.Single((await _runtime!.LaunchAsync(1, "token-ordinary", CancellationToken)).TaskIds);
        var listed = (await spot.ListAsync(CancellationToken)).ToDictionary(task => task.Id);

        Assert.True(listed[cheap].Spot);
        Assert.False(listed[ordinary].Spot);
        Assert.NotNull(listed[cheap].CreatedAt);
        Assert.Equal("cloudide-worker:1", listed[cheap].Revision);
    }
}
