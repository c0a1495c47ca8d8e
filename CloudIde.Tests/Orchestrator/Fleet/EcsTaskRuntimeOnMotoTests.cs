using Amazon.ECS;
using Amazon.ECS.Model;
using CloudIde.Core.Aws;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Settings;
using CloudIde.Tests.AwsSdk;
using Microsoft.Extensions.Configuration;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Tests.Orchestrator.Fleet;

/// <summary>The runtime against someone else's implementation of ECS.</summary>
[Collection(nameof(MotoCollection))]
public sealed class EcsTaskRuntimeOnMotoTests(MotoServer moto)
{
    private readonly string _cluster = $"cluster-{Guid.NewGuid():N}";

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_OfMoreThanAHundredTasks_FindsAllOfThisFleetAndNoOther()
    {
        using var ecs = Client();
        var settings = await PrepareAsync(ecs);
        var runtime = new EcsTaskRuntime(ecs, settings);
        var launched = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var result = await runtime.LaunchAsync(runtime.MaxLaunch, $"{_cluster}-{i}", CancellationToken);
            Assert.Empty(result.Failures);
            launched.AddRange(result.TaskIds);
        }

        await ecs.RunTaskAsync(
            new RunTaskRequest
            {
                Cluster = _cluster,
                TaskDefinition = _cluster,
                Count = 1,
                LaunchType = LaunchType.FARGATE,
                StartedBy = "somebody-else",
                NetworkConfiguration = await moto.NetworkAsync(CancellationToken),
            },
            CancellationToken);

        var listed = await runtime.ListAsync(CancellationToken);

        Assert.Equal(120, launched.Distinct().Count());
        Assert.Equal(launched.Order(), listed.Select(task => task.Id).Order());
        Assert.All(listed, task => Assert.Equal($"{_cluster}:1", task.Revision));
    }

    [Fact]
    public async Task ANewRevision_MakesTheTasksOfTheOldOneOutdated()
    {
        using var ecs = Client();
        var settings = await PrepareAsync(ecs);
        var old = Assert.Single((await new EcsTaskRuntime(ecs, settings).LaunchAsync(1, $"{_cluster}-1", CancellationToken)).TaskIds);
        var second = await MotoServer.RegisterAsync(ecs, _cluster, CancellationToken);
        var runtime = new EcsTaskRuntime(ecs, settings with { TaskDefinition = $"{_cluster}:2" });

        var young = Assert.Single((await runtime.LaunchAsync(1, $"{_cluster}-2", CancellationToken)).TaskIds);
        var listed = (await runtime.ListAsync(CancellationToken)).ToDictionary(task => task.Id);

        Assert.EndsWith($"{_cluster}:2", second, StringComparison.Ordinal);
        Assert.True(listed[old].Outdated);
        Assert.False(listed[young].Outdated);
    }

    [Fact]
    public async Task Errors_OfUnknownThings_ReachTheCaller()
    {
        using var ecs = Client();
        var settings = await PrepareAsync(ecs);
        var elsewhere = new EcsTaskRuntime(ecs, settings with { Cluster = "no-such-cluster" });

        await Assert.ThrowsAsync<ClusterNotFoundException>(() => elsewhere.ListAsync(CancellationToken));
        await Assert.ThrowsAsync<ClusterNotFoundException>(() => elsewhere.LaunchAsync(1, $"{_cluster}-1", CancellationToken));
        await Assert.ThrowsAnyAsync<AmazonECSException>(
            () => new EcsTaskRuntime(ecs, settings with { TaskDefinition = "no-such-family" }).LaunchAsync(1, $"{_cluster}-2", CancellationToken));
        await Assert.ThrowsAnyAsync<AmazonECSException>(
            () => new EcsTaskRuntime(ecs, settings).StopAsync("00000000000000000000000000000000", "a test", CancellationToken));
    }

    private async Task<EcsSettings> PrepareAsync(AmazonECSClient ecs)
    {
        await ecs.CreateClusterAsync(
            new CreateClusterRequest { ClusterName = _cluster, CapacityProviders = ["FARGATE", "FARGATE_SPOT"] }, CancellationToken);
        await MotoServer.RegisterAsync(ecs, _cluster, CancellationToken);
        var settings = OrchestratorSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = moto.Url })
            .Build()).Ecs;
        return settings with
        {
            Cluster = _cluster,
            TaskDefinition = _cluster,
            Subnets = [await moto.FindSubnetAsync(CancellationToken)],
            SecurityGroups = ["sg-0"],
        };
    }

    private AmazonECSClient Client() => new(
        MotoServer.Credentials,
        new AmazonECSConfig { ServiceURL = moto.Url, AuthenticationRegion = AwsSettings.DefaultRegion, MaxErrorRetry = 0 });
}
