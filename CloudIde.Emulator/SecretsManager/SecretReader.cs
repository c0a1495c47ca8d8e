using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>Finds values, for clients and for the emulated Fargate.</summary>
internal static class SecretReader
{
    /// <summary>Finds a version of a secret.</summary>
    /// <param name="store">The secrets.</param>
    /// <param name="id">The secret's name or ARN.</param>
    /// <param name="versionId">The version, or null.</param>
    /// <param name="stage">Its label, or null; AWSCURRENT when neither is given.</param>
    /// <returns>The secret and the version.</returns>
    /// <exception cref="AwsServiceException">There is none.</exception>
    public static (Secret Secret, SecretVersion Version) Find(SecretStore store, string id, string? versionId, string? stage)
    {
        var secret = SecretOperations.Living(store.Find(id) ?? throw SecretErrors.NotFound());
        if (versionId is null)
        {
            stage ??= Secret.CurrentStage;
            return (secret, secret.Staged(stage) ?? throw SecretErrors.NotFound(
                $"Secrets Manager can't find the specified secret value for staging label: {stage}"));
        }

        var version = secret.Version(versionId) ?? throw SecretErrors.NotFound(
            $"Secrets Manager can't find the specified secret value for VersionId: {versionId}");
        return stage is null || version.Stages.Contains(stage)
            ? (secret, version)
            : throw SecretErrors.InvalidRequest(
                "You provided a VersionStage that is not associated to the provided VersionId.");
    }

    /// <summary>
    /// Reads what a container definition's <c>valueFrom</c> names: a secret's name, or its ARN with
    /// <c>:json-key:version-stage:version-id</c> behind it, of which each may be empty or missing.
    /// </summary>
    /// <param name="store">The secrets.</param>
    /// <param name="valueFrom">The reference.</param>
    /// <returns>The text.</returns>
    /// <exception cref="AwsServiceException">There is no such value, or it is not a text.</exception>
    public static string Resolve(SecretStore store, string valueFrom)
    {
        var parts = valueFrom.Split(':');
        var isArn = parts is ["arn", _, "secretsmanager", _, _, "secret", _, ..];
        if (!isArn && (parts is ["arn", ..] || store.Find(valueFrom) is null))
        {
            throw SecretErrors.NotFound();
        }

        var id = isArn ? string.Join(':', parts[..7]) : valueFrom;
        var (_, version) = Find(store, id, Part(parts, isArn, 9), Part(parts, isArn, 8));
        var text = version.Text ?? throw SecretErrors.InvalidParameter("The secret's value is binary and not a text.");
        return Part(parts, isArn, 7) is { } key ? Member(text, key) : text;
    }

    private static string? Part(string[] parts, bool isArn, int index) =>
        isArn && parts.Length > index && parts[index].Length > 0 ? parts[index] : null;

    private static string Member(string text, string key)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(key, out var value))
            {
                return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            }
        }
        catch (JsonException)
        {
            throw SecretErrors.InvalidParameter("invalid character: the secret's value is not JSON, and a JSON key was asked for");
        }

        throw SecretErrors.InvalidParameter($"retrieved secret from Secrets Manager did not contain json key {key}");
    }
}
