using System.Net;
using Amazon.ECS;
using Amazon.ECS.Model;
using Xunit;
using EcsPair = Amazon.ECS.Model.KeyValuePair;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Tests.AwsSdk;

[Collection(nameof(MotoCollection))]
public sealed class EcsClientTests(MotoServer moto)
{
    private readonly string _cluster = $"cluster-{Guid.NewGuid():N}";

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunTask_AFargateTask_IsListedDescribedAndStopped()
    {
        using var ecs = Client();
        var definition = await PrepareAsync(ecs);

        var run = await ecs.RunTaskAsync(
            new RunTaskRequest
            {
                Cluster = _cluster,
                TaskDefinition = definition,
                Count = 2,
                LaunchType = LaunchType.FARGATE,
                StartedBy = "tests",
                NetworkConfiguration = await moto.NetworkAsync(CancellationToken),
                Overrides = new TaskOverride
                {
                    ContainerOverrides =
                    [
                        new ContainerOverride
                        {
                            Name = "worker",
                            Environment = [new EcsPair { Name = "A", Value = "b" }],
                        },
                    ],
                },
            },
            CancellationToken);

        Assert.Equal(2, run.Tasks.Count);
        Assert.True(run.Failures is null or []);
        Assert.All(run.Tasks, task => Assert.Equal("tests", task.StartedBy));
        Assert.Equal(HttpStatusCode.OK, run.HttpStatusCode);

        var list = await ecs.ListTasksAsync(
            new ListTasksRequest { Cluster = _cluster, StartedBy = "tests", DesiredStatus = DesiredStatus.RUNNING },
            CancellationToken);
        Assert.Equal(run.Tasks.Select(task => task.TaskArn).Order(), list.TaskArns.Order());

        var described = await ecs.DescribeTasksAsync(
            new DescribeTasksRequest { Cluster = _cluster, Tasks = list.TaskArns }, CancellationToken);
        Assert.Equal(2, described.Tasks.Count);
        Assert.All(described.Tasks, task => Assert.Equal(LaunchType.FARGATE, task.LaunchType));

        var stopped = await ecs.StopTaskAsync(
            new StopTaskRequest { Cluster = _cluster, Task = list.TaskArns[0], Reason = "a test" }, CancellationToken);
        Assert.Equal("STOPPED", stopped.Task.DesiredStatus);
        Assert.Equal("a test", stopped.Task.StoppedReason);
    }

    [Fact]
    public async Task RegisterTaskDefinition_Twice_GivesTheNextRevisionWithItsContent()
    {
        using var ecs = Client();
        var family = $"family-{Guid.NewGuid():N}";
        var request = new RegisterTaskDefinitionRequest
        {
            Family = family,
            NetworkMode = NetworkMode.Awsvpc,
            RequiresCompatibilities = ["FARGATE"],
            Cpu = "512",
            Memory = "1024",
            ContainerDefinitions =
            [
                new ContainerDefinition
                {
                    Name = "worker",
                    Image = "worker:1",
                    Essential = true,
                    StopTimeout = 120,
                    Environment = [new EcsPair { Name = "A", Value = "b" }],
                    Secrets = [new Secret { Name = "S", ValueFrom = "arn:aws:secretsmanager:us-east-1:123456789012:secret:s" }],
                    LogConfiguration = new LogConfiguration
                    {
                        LogDriver = LogDriver.Awslogs,
                        Options = new Dictionary<string, string> { ["awslogs-group"] = "/ecs/worker" },
                    },
                },
            ],
        };

        await ecs.RegisterTaskDefinitionAsync(request, CancellationToken);
        await ecs.RegisterTaskDefinitionAsync(request, CancellationToken);
        var latest = await ecs.DescribeTaskDefinitionAsync(
            new DescribeTaskDefinitionRequest { TaskDefinition = family }, CancellationToken);

        Assert.Equal(2, latest.TaskDefinition.Revision);
        Assert.Equal(TaskDefinitionStatus.ACTIVE, latest.TaskDefinition.Status);
        var container = Assert.Single(latest.TaskDefinition.ContainerDefinitions);
        Assert.Equal(120, container.StopTimeout);
        Assert.Equal("b", Assert.Single(container.Environment).Value);
        Assert.Equal("/ecs/worker", container.LogConfiguration.Options["awslogs-group"]);
        Assert.Equal(LogDriver.Awslogs, container.LogConfiguration.LogDriver);
    }

    [Fact]
    public async Task ListTasks_MoreThanAHundred_ListsAll()
    {
        using var ecs = Client();
        var definition = await PrepareAsync(ecs);
        var network = await moto.NetworkAsync(CancellationToken);
        for (var i = 0; i < 11; i++)
        {
            await ecs.RunTaskAsync(
                new RunTaskRequest
                {
                    Cluster = _cluster,
                    TaskDefinition = definition,
                    Count = 10,
                    LaunchType = LaunchType.FARGATE,
                    NetworkConfiguration = network,
                },
                CancellationToken);
        }

        var arns = new HashSet<string>();
        string? token = null;
        do
        {
            var page = await ecs.ListTasksAsync(
                new ListTasksRequest { Cluster = _cluster, NextToken = token }, CancellationToken);
            arns.UnionWith(page.TaskArns);
            token = page.NextToken;
        }
        while (token is not null);

        Assert.Equal(110, arns.Count);
    }

    [Fact]
    public async Task CreateCluster_ThenDescribe_IsActive()
    {
        using var ecs = Client();

        var created = await ecs.CreateClusterAsync(
            new CreateClusterRequest { ClusterName = _cluster, CapacityProviders = ["FARGATE", "FARGATE_SPOT"] },
            CancellationToken);
        var described = await ecs.DescribeClustersAsync(
            new DescribeClustersRequest { Clusters = [_cluster, "no-such-cluster"] }, CancellationToken);

        Assert.Equal(_cluster, created.Cluster.ClusterName);
        Assert.Equal("ACTIVE", Assert.Single(described.Clusters).Status);
        Assert.Equal("MISSING", Assert.Single(described.Failures).Reason);
    }

    [Fact]
    public async Task ListTasks_OfAnUnknownCluster_ThrowsTheTypedException()
    {
        using var ecs = Client();

        var error = await Assert.ThrowsAsync<ClusterNotFoundException>(
            () => ecs.ListTasksAsync(new ListTasksRequest { Cluster = _cluster }, CancellationToken));

        Assert.Equal("ClusterNotFoundException", error.ErrorCode);
        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Contains("Cluster", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Config_WithoutAServiceUrl_TakesTheRegionsEndpoint()
    {
        using var ecs = new AmazonECSClient(MotoServer.Credentials, Amazon.RegionEndpoint.EUCentral1);
        using var china = new AmazonECSClient(MotoServer.Credentials, Amazon.RegionEndpoint.CNNorth1);

        var request = new ListTasksRequest();
        Assert.Equal("https://ecs.eu-central-1.amazonaws.com", ecs.DetermineServiceOperationEndpoint(request).URL);
        Assert.Equal("https://ecs.cn-north-1.amazonaws.com.cn", china.DetermineServiceOperationEndpoint(request).URL);
    }

    private async Task<string> PrepareAsync(AmazonECSClient ecs)
    {
        await ecs.CreateClusterAsync(new CreateClusterRequest { ClusterName = _cluster }, CancellationToken);
        return await MotoServer.RegisterAsync(ecs, _cluster, CancellationToken);
    }

    private AmazonECSClient Client() => new(
        MotoServer.Credentials,
        new AmazonECSConfig { ServiceURL = moto.Url, AuthenticationRegion = "us-east-1" });
}
