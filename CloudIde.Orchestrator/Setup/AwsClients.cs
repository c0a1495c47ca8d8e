using Amazon.CloudWatchLogs;
using Amazon.ECS;
using Amazon.S3;
using Amazon.SecretsManager;
using Amazon.SQS;
using CloudIde.Core.Aws;
using CloudIde.Core.Operations;

namespace CloudIde.Orchestrator.Setup;

/// <summary>The AWS clients that setup needs.</summary>
internal sealed class AwsClients(AwsSettings settings) : IDisposable
{
    public IAmazonSQS Sqs { get; } = settings.CreateSqsClient();

    public IAmazonS3 S3 { get; } = settings.CreateS3Client();

    public IAmazonECS Ecs { get; } = CreateEcs(settings);

    public IAmazonSecretsManager Secrets { get; } = CreateSecrets(settings);

    public IAmazonCloudWatchLogs Logs { get; } = CloudWatchTaskLogs.CreateClient(settings);

    /// <summary>Creates an ECS client. The caller disposes it.</summary>
    public static IAmazonECS CreateEcs(AwsSettings settings)
    {
        var config = new AmazonECSConfig().For(settings);
        return settings.AccessKey is { } key ? new AmazonECSClient(key.ToCredentials(), config) : new AmazonECSClient(config);
    }

    public void Dispose()
    {
        Sqs.Dispose();
        S3.Dispose();
        Ecs.Dispose();
        Secrets.Dispose();
        Logs.Dispose();
    }

    private static IAmazonSecretsManager CreateSecrets(AwsSettings settings)
    {
        var config = new AmazonSecretsManagerConfig().For(settings);
        return settings.AccessKey is { } key
            ? new AmazonSecretsManagerClient(key.ToCredentials(), config)
            : new AmazonSecretsManagerClient(config);
    }
}
