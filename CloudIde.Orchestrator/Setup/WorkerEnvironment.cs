using System.Globalization;
using System.Net;
using Amazon.ECS.Model;
using CloudIde.Orchestrator.Settings;
using EcsPair = Amazon.ECS.Model.KeyValuePair;

namespace CloudIde.Orchestrator.Setup;

/// <summary>
/// Completes the environment of the worker's container. The file says what is usual; what follows from this process's own
/// settings is put in, since workers must use the same queue, bucket and Redis; what the caller gives wins.
/// </summary>
internal sealed class WorkerEnvironment(
    OrchestratorSettings settings,
    Uri queueUrl,
    IReadOnlyDictionary<string, string> overrides,
    IReadOnlyCollection<string> missingSecrets)
{
    /// <summary>Changes the worker's container.</summary>
    /// <param name="definition">The task definition.</param>
    /// <exception cref="InvalidDataException">It has no container of the worker's name.</exception>
    public void ApplyTo(RegisterTaskDefinitionRequest definition)
    {
        var container = definition.ContainerDefinitions?.Find(candidate => candidate.Name == EcsSettings.DefaultTaskDefinition)
            ?? throw new InvalidDataException($"The task definition has no container named {EcsSettings.DefaultTaskDefinition}.");
        var environment = (container.Environment ?? []).ToDictionary(pair => pair.Name, pair => pair.Value);
        foreach (var (name, value) in Derived())
        {
            environment[name] = value;
        }

        foreach (var (name, value) in overrides)
        {
            environment[name] = value;
        }

        container.Environment =
        [
            .. environment.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new EcsPair { Name = pair.Key, Value = pair.Value }),
        ];

        // ECS refuses a name that is both a variable and a secret, and a task whose secret does not exist never starts.
        container.Secrets = container.Secrets?.FindAll(secret => !environment.ContainsKey(secret.Name) && !IsMissing(secret));
    }

    private bool IsMissing(Secret secret) =>
        missingSecrets.Any(name => secret.ValueFrom.EndsWith($":secret:{name}", StringComparison.Ordinal));

    private IEnumerable<(string Name, string Value)> Derived()
    {
        yield return ("AWS_SQS_QUEUE_URL", queueUrl.OriginalString);
        yield return ("AWS_S3_BUCKET_NAME", settings.Aws.BucketName);
        yield return ("ECS_MESSAGES_PER_TASK", settings.Ecs.Limits.MessagesPerTask.ToString(CultureInfo.InvariantCulture));
        if (settings.Aws.EndpointUrl is { } endpoint)
        {
            // On AWS, Fargate sets the region itself.
            yield return ("AWS_ENDPOINT_URL", endpoint.OriginalString);
            yield return ("AWS_REGION", settings.Aws.Region);
            if (settings.Aws.S3EndpointUrl is { } s3 && s3 != endpoint)
            {
                yield return ("AWS_ENDPOINT_URL_S3", s3.OriginalString);
            }

            if (settings.Aws.SqsEndpointUrl is { } sqs && sqs != endpoint)
            {
                yield return ("AWS_ENDPOINT_URL_SQS", sqs.OriginalString);
            }
        }

        var (host, port) = Redis();
        if (settings.Aws.EndpointUrl is not null || host is not ("localhost" or "127.0.0.1" or "::1"))
        {
            yield return ("REDIS_HOST", host);
            yield return ("REDIS_PORT", port.ToString(CultureInfo.InvariantCulture));
            if (settings.Aws.EndpointUrl is not null && settings.Redis.SocketPath is { } socket)
            {
                // Workers of an emulator run on this machine.
                yield return ("REDIS_SOCKET", socket);
            }
        }
    }

    private (string Host, int Port) Redis() => settings.Redis.Connection.EndPoints[0] switch
    {
        DnsEndPoint dns => (dns.Host, dns.Port),
        IPEndPoint ip => (ip.Address.ToString(), ip.Port),
        var other => throw new InvalidDataException($"Redis' address {other} is neither a name nor an IP address."),
    };
}
