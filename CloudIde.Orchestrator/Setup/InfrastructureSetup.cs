using System.Net;
using Amazon.CloudWatchLogs.Model;
using Amazon.ECS.Model;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Core.Activations;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Settings;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Orchestrator.Setup;

/// <summary>
/// Creates what CloudIDE needs in AWS, or in an emulator: queues, bucket, cluster, log group, secrets and the task
/// definition. Everything is looked at first, so a second run changes nothing.
/// </summary>
internal sealed class InfrastructureSetup(AwsClients clients, OrchestratorSettings settings, SecretValues secretValues)
{
    /// <summary>The dead-letter queue of <see cref="ActivationQueue.DefaultQueueName"/>.</summary>
    public const string DefaultDeadLetterQueueName = "cloudide-terminal-dlq";

    /// <summary>How long CloudWatch keeps the workers' output.</summary>
    private const int LogRetentionDays = 30;

    private readonly List<SetupStep> _steps = [];

    /// <summary>Sets everything up.</summary>
    /// <param name="options">What to do other than by default.</param>
    /// <param name="cancellationToken">Gives up; running it again continues.</param>
    /// <returns>What exists now.</returns>
    /// <exception cref="InvalidDataException">The task definition's file cannot be used.</exception>
    public async Task<SetupResult> RunAsync(SetupOptions options, CancellationToken cancellationToken)
    {
        _steps.Clear();
        var queues = await new QueueSetup(clients.Sqs, settings.Aws, _steps).RunAsync(cancellationToken);
        await EnsureBucketAsync(cancellationToken);
        if (settings.Kubernetes is not null)
        {
            // What pods need beyond that is in k8s/.
            return new SetupResult(queues.QueueUrl, queues.DeadLetterQueueUrl, null, [.. _steps]);
        }

        await EnsureClusterAsync(cancellationToken);
        var missingSecrets = await new SecretSetup(clients.Secrets, _steps).RunAsync(secretValues, cancellationToken);

        var definition = await TaskDefinitionFile.ReadAsync(
            options.TaskDefinitionPath ?? TaskDefinitionFile.DefaultPath, queues.AccountId, queues.Region, cancellationToken);
        await EnsureLogGroupsAsync(definition, cancellationToken);
        new WorkerEnvironment(settings, queues.QueueUrl, options.WorkerEnvironment, missingSecrets).ApplyTo(definition);
        var arn = await RegisterAsync(definition, cancellationToken);
        return new SetupResult(queues.QueueUrl, queues.DeadLetterQueueUrl, arn, [.. _steps]);
    }

    private async Task EnsureBucketAsync(CancellationToken cancellationToken)
    {
        var bucket = settings.Aws.BucketName;
        try
        {
            await clients.S3.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, cancellationToken);
            _steps.Add(new SetupStep("bucket", bucket, SetupOutcome.Unchanged));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            await clients.S3.PutBucketAsync(
                new PutBucketRequest { BucketName = bucket, BucketRegionName = settings.Aws.Region }, cancellationToken);
            _steps.Add(new SetupStep("bucket", bucket, SetupOutcome.Created));
        }
    }

    private async Task EnsureClusterAsync(CancellationToken cancellationToken)
    {
        var name = settings.Ecs.Cluster.Split('/')[^1];
        var found = await clients.Ecs.DescribeClustersAsync(new DescribeClustersRequest { Clusters = [name] }, cancellationToken);
        var existing = found.Clusters?.Find(cluster => cluster.Status == "ACTIVE");
        if (existing is not null)
        {
            CheckSpot(name, existing);
        }
        else
        {
            await clients.Ecs.CreateClusterAsync(
                new CreateClusterRequest { ClusterName = name, CapacityProviders = ["FARGATE", "FARGATE_SPOT"] },
                cancellationToken);
        }

        _steps.Add(new SetupStep("cluster", name, existing is null ? SetupOutcome.Created : SetupOutcome.Unchanged));
    }

    /// <summary>A cluster that somebody else made may lack a provider; every launch on Spot would fail, and say so only in a log.</summary>
    private void CheckSpot(string name, Cluster cluster)
    {
        if (settings.Ecs.SpotPercent > 0 && cluster.CapacityProviders?.Contains(SpotShare.SpotProvider) is not true)
        {
            throw new InvalidDataException(
                $"ECS_SPOT_PERCENT is {settings.Ecs.SpotPercent} and cluster {name} has no capacity provider {SpotShare.SpotProvider}: "
                + $"associate it with aws ecs put-cluster-capacity-providers --cluster {name} --capacity-providers FARGATE FARGATE_SPOT "
                + "--default-capacity-provider-strategy capacityProvider=FARGATE,weight=1");
        }
    }

    private async Task EnsureLogGroupsAsync(RegisterTaskDefinitionRequest definition, CancellationToken cancellationToken)
    {
        var groups = (definition.ContainerDefinitions ?? [])
            .Select(container => container.LogConfiguration?.Options?.GetValueOrDefault("awslogs-group"))
            .OfType<string>()
            .Distinct();
        foreach (var group in groups)
        {
            var outcome = SetupOutcome.Created;
            try
            {
                await clients.Logs.CreateLogGroupAsync(new CreateLogGroupRequest { LogGroupName = group }, cancellationToken);
            }
            catch (ResourceAlreadyExistsException)
            {
                outcome = SetupOutcome.Unchanged;
            }

            await clients.Logs.PutRetentionPolicyAsync(
                new PutRetentionPolicyRequest { LogGroupName = group, RetentionInDays = LogRetentionDays }, cancellationToken);
            _steps.Add(new SetupStep("log group", group, outcome));
        }
    }

    private async Task<string> RegisterAsync(RegisterTaskDefinitionRequest definition, CancellationToken cancellationToken)
    {
        // A family that was set wins over the file's; a revision or ARN names what somebody registered already.
        if (!settings.Ecs.TaskDefinition.Contains(':', StringComparison.Ordinal))
        {
            definition.Family = settings.Ecs.TaskDefinition;
        }

        var latest = await FindLatestAsync(definition.Family, cancellationToken);
        if (latest is not null && TaskDefinitionFingerprint.Of(latest) == TaskDefinitionFingerprint.Of(definition))
        {
            _steps.Add(new SetupStep("task definition", latest.TaskDefinitionArn, SetupOutcome.Unchanged));
            return latest.TaskDefinitionArn;
        }

        var registered = await clients.Ecs.RegisterTaskDefinitionAsync(definition, cancellationToken);
        var arn = registered.TaskDefinition.TaskDefinitionArn;
        _steps.Add(new SetupStep("task definition", arn, latest is null ? SetupOutcome.Created : SetupOutcome.Updated));
        return arn;
    }

    private async Task<TaskDefinition?> FindLatestAsync(string family, CancellationToken cancellationToken)
    {
        try
        {
            var found = await clients.Ecs.DescribeTaskDefinitionAsync(
                new DescribeTaskDefinitionRequest { TaskDefinition = family }, cancellationToken);
            return found.TaskDefinition;
        }
        catch (ClientException)
        {
            // ECS' answer for a family that has no active revision.
            return null;
        }
    }
}
