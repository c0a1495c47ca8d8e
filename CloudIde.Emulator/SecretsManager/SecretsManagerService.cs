using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>Secrets Manager: the operations that a client finds here.</summary>
internal sealed class SecretsManagerService : JsonOperationsService
{
    /// <summary>Creates the service.</summary>
    /// <param name="store">The secrets.</param>
    public SecretsManagerService(SecretStore store)
        : base("secretsmanager", "secretsmanager", Operations(store))
    {
    }

    private static JsonOperations Operations(SecretStore store)
    {
        var secrets = new SecretOperations(store);
        var values = new SecretValueOperations(store);
        return new JsonOperations()
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
}
