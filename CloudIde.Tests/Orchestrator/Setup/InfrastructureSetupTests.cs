using Amazon.ECS.Model;
using Amazon.S3.Model;
using Amazon.SecretsManager.Model;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Setup;
using CloudIde.Tests.AwsSdk;
using Microsoft.Extensions.Configuration;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Tests.Orchestrator.Setup;

[Collection(nameof(MotoCollection))]
public sealed class InfrastructureSetupTests(MotoServer moto)
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_OnAnEmptyAccount_CreatesEverythingAndASecondRunChangesNothing()
    {
        var configuration = Configuration(("REDIS_PASSWORD", "secret"));

        var first = await OrchestratorSetup.RunAsync(configuration, null, CancellationToken);
        var second = await OrchestratorSetup.RunAsync(configuration, null, CancellationToken);

        Assert.Equal(SetupOutcome.Created, Outcome(first, "bucket"));
        Assert.Equal(SetupOutcome.Created, Outcome(first, "cluster"));
        Assert.Equal(SetupOutcome.Created, Outcome(first, "task definition"));
        Assert.DoesNotContain(second.Steps, step => step.Outcome is SetupOutcome.Created or SetupOutcome.Updated);
        Assert.Equal(first.TaskDefinitionArn, second.TaskDefinitionArn);
        Assert.EndsWith($"queue-{_id}", first.QueueUrl.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TheQueue_HasItsDeadLettersAndVisibility()
    {
        var result = await OrchestratorSetup.RunAsync(Configuration(), null, CancellationToken);
        using var clients = new AwsClients(Settings().Aws);
        var attributes = await clients.Sqs.GetQueueAttributesAsync(result.QueueUrl.OriginalString, ["All"], CancellationToken);

        Assert.Equal(60, attributes.VisibilityTimeout);
        Assert.Contains("cloudide-terminal-dlq", attributes.Attributes["RedrivePolicy"], StringComparison.Ordinal);
        Assert.Contains("5", attributes.Attributes["RedrivePolicy"], StringComparison.Ordinal);

        await clients.Sqs.SetQueueAttributesAsync(
            result.QueueUrl.OriginalString, new() { ["VisibilityTimeout"] = "7" }, CancellationToken);
        var again = await OrchestratorSetup.RunAsync(Configuration(), null, CancellationToken);
        Assert.Contains(again.Steps, step => step is { Kind: "queue", Outcome: SetupOutcome.Updated });
    }

    [Fact]
    public async Task Run_WithWorkerEnvironment_RegistersARevisionWithItOnlyWhenItChanged()
    {
        var options = new SetupOptions
        {
            WorkerEnvironment = new Dictionary<string, string> { ["REDIS_HOST"] = "10.0.0.7", ["REDIS_PASSWORD"] = "local" },
        };
        var first = await OrchestratorSetup.RunAsync(Configuration(), options, CancellationToken);
        var same = await OrchestratorSetup.RunAsync(Configuration(), options, CancellationToken);
        var changed = await OrchestratorSetup.RunAsync(
            Configuration(),
            new SetupOptions { WorkerEnvironment = new Dictionary<string, string> { ["REDIS_HOST"] = "10.0.0.8" } },
            CancellationToken);

        Assert.Equal(first.TaskDefinitionArn, same.TaskDefinitionArn);
        Assert.EndsWith(":1", first.TaskDefinitionArn, StringComparison.Ordinal);
        Assert.EndsWith(":2", changed.TaskDefinitionArn, StringComparison.Ordinal);
        using var clients = new AwsClients(Settings().Aws);
        var registered = await clients.Ecs.DescribeTaskDefinitionAsync(
            new DescribeTaskDefinitionRequest { TaskDefinition = first.TaskDefinitionArn }, CancellationToken);
        var container = Assert.Single(registered.TaskDefinition.ContainerDefinitions);
        var environment = container.Environment.ToDictionary(pair => pair.Name, pair => pair.Value);
        Assert.Equal("10.0.0.7", environment["REDIS_HOST"]);
        Assert.Equal("local", environment["REDIS_PASSWORD"]);
        Assert.Equal(first.QueueUrl.OriginalString, environment["AWS_SQS_QUEUE_URL"]);
        Assert.Equal(moto.Url, environment["AWS_ENDPOINT_URL"]);
        Assert.True(container.Secrets is null or []);
        Assert.Equal("123456789012.dkr.ecr.us-east-1.amazonaws.com/cloudide-worker:1.0.0", container.Image);
    }

    [Fact]
    public async Task Run_WithSpotOnAClusterThatLacksIt_SaysWhatHelps()
    {
        using (var clients = new AwsClients(Settings().Aws))
        {
            await clients.Ecs.CreateClusterAsync(
                new CreateClusterRequest { ClusterName = $"cluster-{_id}", CapacityProviders = ["FARGATE"] }, CancellationToken);
        }

        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => OrchestratorSetup.RunAsync(Configuration(("ECS_SPOT_PERCENT", "30")), null, CancellationToken));

        Assert.Contains("put-cluster-capacity-providers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithSecrets_StoresThemAndReportsChanges()
    {
        await OrchestratorSetup.RunAsync(Configuration(("JWT_SECRET", "one")), null, CancellationToken);
        var changed = await OrchestratorSetup.RunAsync(Configuration(("JWT_SECRET", _id)), null, CancellationToken);

        Assert.Contains(changed.Steps, step => step is { Name: "cloudide/jwt-secret", Outcome: SetupOutcome.Updated });
        using var clients = new AwsClients(Settings().Aws);
        var value = await clients.Secrets.GetSecretValueAsync(
            new GetSecretValueRequest { SecretId = "cloudide/jwt-secret" }, CancellationToken);
        Assert.Equal(_id, value.SecretString);
        await clients.S3.HeadBucketAsync(new HeadBucketRequest { BucketName = $"bucket-{_id}" }, CancellationToken);
    }

    private static SetupOutcome Outcome(SetupResult result, string kind) => result.Steps.Single(step => step.Kind == kind).Outcome;

    private OrchestratorSettings Settings() => OrchestratorSettings.Read(Configuration());

    private IConfiguration Configuration(params (string Name, string Value)[] more) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = moto.Url,
            ["AWS_S3_BUCKET_NAME"] = $"bucket-{_id}",
            ["AWS_SQS_QUEUE_URL"] = $"{moto.Url}123456789012/queue-{_id}",
            ["ECS_CLUSTER_NAME"] = $"cluster-{_id}",
            ["ECS_TASK_DEFINITION"] = $"family-{_id}",
        })
        .AddInMemoryCollection(more.ToDictionary(pair => pair.Name, pair => (string?)pair.Value))
        .Build();
}
