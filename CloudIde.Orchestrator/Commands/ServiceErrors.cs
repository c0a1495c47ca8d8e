using System.Text.Json;
using Amazon.CloudWatchLogs;
using Amazon.Runtime;
using CloudIde.Core.Aws;
using CloudIde.Core.Redis;
using CloudIde.Core.Settings;
using k8s.Autorest;
using k8s.Exceptions;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Commands;

/// <summary>Says in a sentence or two what is wrong outside the program, and which setting it depends on.</summary>
internal static class ServiceErrors
{
    private static readonly string[] Endpoints = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL_SQS"];

    /// <summary>Describes an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="configuration">The settings.</param>
    /// <returns>What is wrong, on one line for each problem, or null when the error is ours.</returns>
    public static string? Sentence(Exception error, IConfiguration configuration)
    {
        var settings = new SettingsReader(configuration);
        return error switch
        {
            InvalidSettingsException or OrchestratorStartException or InvalidDataException or IOException or UnauthorizedAccessException =>
                error.Message,
            AmazonServiceException { ErrorCode: { Length: > 0 } code } aws =>
                $"AWS refused: {code}: {aws.Message}{(SettingOf(aws) is { } name ? $" The setting is {name}." : "")}",
            AmazonServiceException or AmazonClientException => $"AWS cannot be reached: {End(error.Message)} {Aws(settings)}",
            HttpOperationException kubernetes => $"Kubernetes refused: {(int)kubernetes.Response.StatusCode}: {kubernetes.Response.Content}",
            HttpRequestException when IsKubernetes(settings) =>
                $"AWS or Kubernetes cannot be reached: {End(error.Message)} {Aws(settings)} KUBECONFIG says where the cluster is.",
            HttpRequestException => $"AWS cannot be reached: {End(error.Message)} {Aws(settings)}",
            RedisException or RedisTimeoutException => Redis(error, settings),
            TimeoutException or OperationCanceledException => $"AWS did not answer in time. {Aws(settings)}",
            KubeConfigException => $"Kubernetes cannot be reached: {End(error.Message)} KUBECONFIG says where the cluster is.",
            JsonException => $"What the orchestrator left in Redis cannot be read: {error.Message}",
            _ => null,
        };
    }

    private static string? SettingOf(AmazonServiceException refusal) => refusal.ErrorCode switch
    {
        "ClusterNotFoundException" => "ECS_CLUSTER_NAME",
        "AWS.SimpleQueueService.NonExistentQueue" or "QueueDoesNotExist" => "AWS_SQS_QUEUE_URL",
        "NoSuchBucket" => "AWS_S3_BUCKET_NAME",
        "ResourceNotFoundException" when refusal is AmazonCloudWatchLogsException => "ECS_LOG_GROUP",
        "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidAccessKeyId" or "SignatureDoesNotMatch" => "AWS_ACCESS_KEY_ID",
        _ => null,
    };

    private static bool IsKubernetes(SettingsReader settings) =>
        string.Equals(settings.Text("ORCHESTRATOR_RUNTIME"), "kubernetes", StringComparison.OrdinalIgnoreCase);

    private static string Aws(SettingsReader settings)
    {
        var set = Endpoints.Where(name => settings.Text(name) is not null).Select(name => $"{name} is {settings.Text(name)}.").ToList();
        return set.Count > 0 ? string.Join(' ', set)
            : settings.Flag("USE_LOCALSTACK", false) ? $"USE_LOCALSTACK means {AwsSettings.LocalStackEndpoint}."
            : $"AWS_REGION is {settings.Text("AWS_REGION", AwsSettings.DefaultRegion)}.";
    }

    // The client's own messages are a page of its counters.
    private static string Redis(Exception error, SettingsReader settings)
    {
        var one = settings.Text("ConnectionStrings:redis") is not null;
        var at = string.Join(", ", RedisSettings.Read(settings).Connection.EndPoints.Select(EndPointCollection.ToString));
        return error.Message.Contains("authentication", StringComparison.OrdinalIgnoreCase) || error is RedisServerException
            ? $"Redis at {at} refuses: expected {(one ? "ConnectionStrings__redis" : "REDIS_PASSWORD")} to have its password."
            : $"Redis at {at} does not answer. {(one ? "ConnectionStrings__redis says" : "REDIS_HOST and REDIS_PORT say")} where it is.";
    }

    private static string End(string sentence) => sentence.EndsWith('.') ? sentence : sentence + ".";
}
