using CloudIde.Emulator.Ecs.Runtime;
using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Protocol;
using CloudIde.Emulator.SecretsManager;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>What a container of a task finds in its environment, beside what the runtime gives it.</summary>
/// <param name="endpoint">The emulator's address.</param>
/// <param name="secrets">The secrets.</param>
/// <param name="arns">The region.</param>
/// <param name="options">What the emulator passes on to every task.</param>
internal sealed class TaskEnvironment(EmulatorEndpoint endpoint, SecretStore secrets, EcsArns arns, EmulatorOptions options)
{
    /// <summary>The path of the metadata endpoint; two letters cannot be a bucket's name.</summary>
    public const string MetadataPath = "/v4";

    /// <summary>The path of the credentials endpoint.</summary>
    public const string CredentialsPath = "/v2/credentials";

    /// <summary>The variables of one container.</summary>
    /// <param name="task">The task.</param>
    /// <param name="definition">Its definition.</param>
    /// <param name="container">The container's definition.</param>
    /// <param name="credentialsId">The id of the task's credentials, or null when it has no role.</param>
    /// <returns>The variables.</returns>
    /// <exception cref="ContainerStartException">A secret cannot be read.</exception>
    public Dictionary<string, string> Build(
        TaskState task,
        TaskDefinition definition,
        ContainerDefinition container,
        string? credentialsId)
    {
        var runtimeId = task.Containers.First(item => item.Name == container.Name).RuntimeId;
        var metadata = $"{endpoint.Address}{MetadataPath}/{runtimeId}";
        var environment = new Dictionary<string, string>(options.TaskVariables, StringComparer.Ordinal)
        {
            ["AWS_REGION"] = arns.Region,
            ["AWS_DEFAULT_REGION"] = arns.Region,
            ["AWS_EXECUTION_ENV"] = "AWS_ECS_FARGATE",
            ["ECS_CONTAINER_METADATA_URI_V4"] = metadata,

            // The network of the emulated cloud: on AWS the names of its services lead to them, here this does. A definition
            // that sets it itself wins.
            ["AWS_ENDPOINT_URL"] = endpoint.Address,
        };
        if (task.Network is { } network)
        {
            environment["HOSTNAME"] = network.PrivateDnsName;
        }

        if (credentialsId is not null)
        {
            // Fargate gives a relative address, which AWS's SDKs look for on 169.254.170.2 and nowhere else.
            environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = $"{endpoint.Address}{CredentialsPath}/{credentialsId}";
        }

        foreach (var (name, value) in container.Environment)
        {
            environment[name] = value;
        }

        foreach (var (name, value) in TaskOverrides.Environment(task, container.Name))
        {
            environment[name] = value;
        }

        foreach (var (name, valueFrom) in container.Secrets)
        {
            environment[name] = ReadSecret(valueFrom);
        }

        return environment;
    }

    private string ReadSecret(string valueFrom)
    {
        try
        {
            return SecretReader.Resolve(secrets, valueFrom);
        }
        catch (AwsServiceException exception)
        {
            throw new ContainerStartException(
                "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: "
                + "unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret "
                + $"{valueFrom} from secrets manager: {exception.Code}: {exception.Message}");
        }
    }
}
