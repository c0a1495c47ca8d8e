using System.Text.Json.Nodes;
using Amazon.ECS;
using Amazon.ECS.Model;
using CloudIde.Core.Aws;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Settings;
using CloudIde.Tests.AwsSdk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Tests.Orchestrator.Fleet;

[Collection(nameof(MotoCollection))]
public sealed class EcsTaskRuntimeTests(MotoServer moto)
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_MoreThanAPage_ReadsEveryPageAndDescribesAHundredAtATime()
    {
        await using var server = await ScriptedEcs.StartAsync(Answer);
        using var ecs = Client(server.Url);
        var runtime = new EcsTaskRuntime(ecs, Settings(server.Url));

        var tasks = await runtime.ListAsync(CancellationToken);

        Assert.Equal(250, tasks.Select(task => task.Id).Distinct().Count());
        var lists = server.Requests.Where(request => request.Operation == "ListTasks").Select(request => request.Body).ToList();
        Assert.Equal(3, lists.Count);
        Assert.All(lists, list => Assert.Equal("cloudide-orchestrator", (string?)list["startedBy"]));

        // startedBy must be the only filter.
        Assert.All(lists, list => Assert.Null(list["desiredStatus"] ?? list["family"] ?? list["launchType"]));
        Assert.Equal(
            [100, 100, 50],
            server.Requests.Where(request => request.Operation == "DescribeTasks")
                .Select(request => request.Body["tasks"]!.AsArray().Count));

        static (int, string) Answer(string operation, JsonNode body)
        {
            if (operation == "ListTasks")
            {
                var page = int.Parse((string?)body["nextToken"] ?? "0", null);
                var arns = Enumerable.Range(page * 100, page == 2 ? 50 : 100)
                    .Select(i => (JsonNode)$"arn:aws:ecs:us-east-1:1:task/c/{i:000}");
                var answer = new JsonObject { ["taskArns"] = new JsonArray([.. arns]) };
                if (page < 2)
                {
                    answer["nextToken"] = $"{page + 1}";
                }

                return (200, answer.ToJsonString());
            }

            var tasks = body["tasks"]!.AsArray()
                .Select(arn => (JsonNode)new JsonObject { ["taskArn"] = (string?)arn, ["lastStatus"] = "PENDING", ["desiredStatus"] = "RUNNING" });
            return (200, new JsonObject { ["tasks"] = new JsonArray([.. tasks]) }.ToJsonString());
        }
    }

    [Fact]
    public async Task List_TasksThatAreStoppingOrGone_AreLeftOut()
    {
        await using var server = await ScriptedEcs.StartAsync((operation, _) => (200, operation == "ListTasks"
            ? """{"taskArns":["arn:aws:ecs:r:1:task/c/a","arn:aws:ecs:r:1:task/c/b","arn:aws:ecs:r:1:task/c/d"]}"""
            : """
              {"tasks":[{"taskArn":"arn:aws:ecs:r:1:task/c/a","lastStatus":"RUNNING","desiredStatus":"RUNNING"},
                        {"taskArn":"arn:aws:ecs:r:1:task/c/b","lastStatus":"DEPROVISIONING","desiredStatus":"STOPPED"}],
               "failures":[{"arn":"arn:aws:ecs:r:1:task/c/d","reason":"MISSING"}]}
              """));
        using var ecs = Client(server.Url);

        var tasks = await new EcsTaskRuntime(ecs, Settings(server.Url)).ListAsync(CancellationToken);

        Assert.Equal(new FleetTask("a", "RUNNING"), Assert.Single(tasks));
    }

    [Fact]
    public async Task Launch_PartlyRefused_ReportsBothPartsAndSendsWhatEcsNeeds()
    {
        await using var server = await ScriptedEcs.StartAsync((_, _) => (200, """
            {"tasks":[{"taskArn":"arn:aws:ecs:r:1:task/c/new","lastStatus":"PROVISIONING"}],
             "failures":[{"arn":"arn:cluster","reason":"Capacity is unavailable at this time"}]}
            """));
        using var ecs = Client(server.Url);

        var result = await new EcsTaskRuntime(ecs, Settings(server.Url)).LaunchAsync(2, "token-1", CancellationToken);

        Assert.Equal(["new"], result.TaskIds);
        Assert.Contains("Capacity is unavailable", Assert.Single(result.Failures), StringComparison.Ordinal);
        Assert.True(server.Requests.TryDequeue(out var request));
        Assert.Equal("token-1", (string?)request.Body["clientToken"]);
        Assert.Equal(2, (int?)request.Body["count"]);
        Assert.Equal("FARGATE", (string?)request.Body["launchType"]);
        var network = request.Body["networkConfiguration"]!["awsvpcConfiguration"]!;
        Assert.Equal("ENABLED", (string?)network["assignPublicIp"]);
        Assert.Single(network["subnets"]!.AsArray());
    }

    [Fact]
    public async Task Launch_WithATokenOfOtherParameters_SaysSo()
    {
        await using var server = await ScriptedEcs.StartAsync(
            (_, _) => (400, """{"__type":"ConflictException","message":"token"}"""));
        using var ecs = Client(server.Url);

        await Assert.ThrowsAsync<TokenReusedException>(
            () => new EcsTaskRuntime(ecs, Settings(server.Url)).LaunchAsync(1, "t", CancellationToken));
    }

    [Fact]
    public async Task Launch_WithoutCapacityOnSpot_GoesOnDemandForAWhile()
    {
        var unavailable = true;
        await using var server = await ScriptedEcs.StartAsync((_, _) => unavailable
            ? (400, """{"__type":"ClientException","message":"Capacity is unavailable at this time. Please try again later."}""")
            : (200, """{"tasks":[{"taskArn":"arn:aws:ecs:r:1:task/c/new","lastStatus":"PROVISIONING"}]}"""));
        using var ecs = Client(server.Url);
        var time = new FakeTimeProvider();
        var runtime = new EcsTaskRuntime(ecs, Settings(server.Url) with { SpotPercent = 100 }, time);

        var refused = await runtime.LaunchAsync(2, "t-1", CancellationToken);
        unavailable = false;
        var launched = await runtime.LaunchAsync(2, "t-2", CancellationToken);
        time.Advance(TimeSpan.FromMinutes(6));
        await runtime.LaunchAsync(2, "t-3", CancellationToken);

        Assert.Contains("Capacity is unavailable", Assert.Single(refused.Failures), StringComparison.Ordinal);
        Assert.Empty(refused.TaskIds);
        Assert.Equal(["new"], launched.TaskIds);
        var requests = server.Requests.Select(request => request.Body).ToList();
        Assert.Equal(
            ["FARGATE_SPOT", null, "FARGATE_SPOT"],
            requests.Select(request => (string?)request["capacityProviderStrategy"]?[0]?["capacityProvider"]));

        // ECS refuses a request that has both.
        Assert.Equal([null, "FARGATE", null], requests.Select(request => (string?)request["launchType"]));
    }

    [Fact]
    public async Task List_OfTasksOfTwoRevisions_MarksWhatIsOutdatedAndWhatIsSpot()
    {
        await using var server = await ScriptedEcs.StartAsync((operation, _) => (200, operation == "ListTasks"
            ? """{"taskArns":["arn:aws:ecs:r:1:task/c/a","arn:aws:ecs:r:1:task/c/b"]}"""
            : """
              {"tasks":[{"taskArn":"arn:aws:ecs:r:1:task/c/a","lastStatus":"RUNNING","desiredStatus":"RUNNING","createdAt":1750000000,
                         "taskDefinitionArn":"arn:aws:ecs:r:1:task-definition/cloudide-worker:1","capacityProviderName":"FARGATE_SPOT"},
                        {"taskArn":"arn:aws:ecs:r:1:task/c/b","lastStatus":"PENDING","desiredStatus":"RUNNING",
                         "taskDefinitionArn":"arn:aws:ecs:r:1:task-definition/cloudide-worker:2"}]}
              """));
        using var ecs = Client(server.Url);

        var tasks = await new EcsTaskRuntime(ecs, Settings(server.Url) with { TaskDefinition = "cloudide-worker:2" }).ListAsync(CancellationToken);

        Assert.Equal(("cloudide-worker:1", true, true), (tasks[0].Revision, tasks[0].Outdated, tasks[0].Spot));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_750_000_000), tasks[0].CreatedAt);
        Assert.Equal(("cloudide-worker:2", false, false), (tasks[1].Revision, tasks[1].Outdated, tasks[1].Spot));
    }

    [Fact]
    public async Task Tasks_OnMoto_AreLaunchedListedAndStopped()
    {
        var cluster = $"cluster-{Guid.NewGuid():N}";
        using var ecs = Client(moto.Url);
        await ecs.CreateClusterAsync(new CreateClusterRequest { ClusterName = cluster }, CancellationToken);
        await MotoServer.RegisterAsync(ecs, cluster, CancellationToken);
        var settings = Settings(moto.Url) with
        {
            Cluster = cluster,
            TaskDefinition = cluster,
            Subnets = [await moto.FindSubnetAsync(CancellationToken)],
            SecurityGroups = ["sg-0"],
        };
        var runtime = new EcsTaskRuntime(ecs, settings);

        var launched = await runtime.LaunchAsync(3, $"t-{cluster}"[..30], CancellationToken);
        Assert.Equal(3, launched.TaskIds.Count);
        await runtime.StopAsync(launched.TaskIds[0], "a test", CancellationToken);
        var listed = await runtime.ListAsync(CancellationToken);

        Assert.Equal(launched.TaskIds.Skip(1).Order(), listed.Select(task => task.Id).Order());
    }

    private static EcsSettings Settings(string url)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = url })
            .Build();
        return OrchestratorSettings.Read(configuration).Ecs;
    }

    private static AmazonECSClient Client(string url) => new(
        MotoServer.Credentials,
        new AmazonECSConfig { ServiceURL = url, AuthenticationRegion = AwsSettings.DefaultRegion, MaxErrorRetry = 0 });
}
