using System.Buffers;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>Secrets Manager: the operations that a client finds here.</summary>
internal sealed class SecretsManagerService : IAwsJsonService
{
    private readonly JsonOperations _operations;

    /// <summary>Creates the service.</summary>
    /// <param name="store">The secrets.</param>
    public SecretsManagerService(SecretStore store)
    {
        var secrets = new SecretOperations(store);
        var values = new SecretValueOperations(store);
        _operations = new JsonOperations()
            .Add("CreateSecret", secrets.Create)
            .Add("DescribeSecret", secrets.Describe)
            .Add("ListSecrets", secrets.List)
            .Add("DeleteSecret", secrets.Delete)
            .Add("RestoreSecret", secrets.Restore)
            .AddSilent("TagResource", secrets.Tag)
            .AddSilent("UntagResource", secrets.Untag)
            .Add("GetSecretValue", values.Get)
            .Add("PutSecretValue", values.Put)
            .Add("UpdateSecret", values.Update)
            .Add("ListSecretVersionIds", values.ListVersions)
            .Add("UpdateSecretVersionStage", values.MoveStage);
    }

    /// <inheritdoc/>
    public string Name => "secretsmanager";

    /// <inheritdoc/>
    public string TargetPrefix => "secretsmanager";

    /// <inheritdoc/>
    public string ContentType => "application/x-amz-json-1.1";

    /// <inheritdoc/>
    public ValueTask InvokeAsync(
        string operation,
        ReadOnlyMemory<byte> input,
        IBufferWriter<byte> output,
        CancellationToken cancellationToken)
    {
        _operations.Invoke(operation, input, output);
        return ValueTask.CompletedTask;
    }
}
