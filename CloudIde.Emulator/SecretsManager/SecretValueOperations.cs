using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>Operations on a secret's values.</summary>
/// <param name="store">The secrets.</param>
internal sealed class SecretValueOperations(SecretStore store)
{
    private const int MaxStages = 20;

    public void Get(JsonInput input, Utf8JsonWriter output)
    {
        var id = SecretsInput.SecretId(input);
        var (secret, version) = SecretReader.Find(store, id, input.Text("VersionId"), input.Text("VersionStage"));

        // AWS tells the day and not the hour; so a read that is not the day's first writes nothing.
        var today = new DateTimeOffset(store.Now.UtcDateTime.Date, TimeSpan.Zero);
        store.Update(secret.Name, item => item.AccessedAt == today ? item : item with { AccessedAt = today });

        SecretOperations.WriteName(output, secret);
        output.WriteString("VersionId", version.Id);
        output.WriteOptional("SecretString", version.Text);
        if (version.Bytes is { } bytes)
        {
            output.WriteBase64String("SecretBinary", bytes);
        }

        output.WriteTexts("VersionStages", version.Stages);
        output.WriteTime("CreatedDate", version.CreatedAt);
    }

    public void Put(JsonInput input, Utf8JsonWriter output)
    {
        var id = SecretsInput.SecretId(input);
        var stages = input.Texts("VersionStages");
        _ = input.Text("RotationToken");
        var version = SecretsInput.Version(input, store.Now)
            ?? throw SecretErrors.InvalidRequest("You must provide either SecretString or SecretBinary.");
        if (stages is { Count: 0 or > MaxStages } || stages?.Any(string.IsNullOrEmpty) == true)
        {
            throw SecretErrors.InvalidParameter($"VersionStages must hold 1 to {MaxStages} labels.");
        }

        // The first value becomes current whatever labels it gets.
        var secret = store.Update(id, secret => Add(SecretOperations.Living(secret), version, stages));
        SecretOperations.WriteName(output, secret);
        output.WriteString("VersionId", version.Id);
        output.WriteTexts("VersionStages", secret.Version(version.Id)!.Stages);
    }

    public void Update(JsonInput input, Utf8JsonWriter output)
    {
        var now = store.Now;
        SecretsInput.RefuseLeftOut(input);
        var version = SecretsInput.Version(input, now);
        var description = input.Text("Description");
        var key = input.Text("KmsKeyId");
        var secret = store.Update(SecretsInput.SecretId(input), secret =>
        {
            var changed = SecretOperations.Living(secret) with
            {
                Description = description ?? secret.Description,
                KmsKeyId = key ?? secret.KmsKeyId,
                ChangedAt = now,
            };
            return version is null ? changed : Add(changed, version, null);
        });
        SecretOperations.WriteName(output, secret);
        output.WriteOptional("VersionId", version?.Id);
    }

    public void ListVersions(JsonInput input, Utf8JsonWriter output)
    {
        var secret = store.Find(SecretsInput.SecretId(input)) ?? throw SecretErrors.NotFound();
        var deprecated = input.Flag("IncludeDeprecated") == true;
        var size = SecretsInput.PageSize(input);
        var token = input.Text("NextToken");
        var after = token is null ? null : PageToken.Read(token) ?? throw SecretErrors.InvalidToken();
        var start = after is null ? 0 : secret.Versions.TakeWhile(version => version.Id != after).Count() + 1;
        var rest = secret.Versions.Skip(start).Where(version => deprecated || version.Stages.Count > 0).ToList();
        output.WriteStartArray("Versions");
        foreach (var version in rest.Take(size))
        {
            output.WriteStartObject();
            output.WriteString("VersionId", version.Id);
            output.WriteTexts("VersionStages", version.Stages);
            output.WriteTime("CreatedDate", version.CreatedAt);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteOptional("NextToken", rest.Count > size ? PageToken.Write(rest[size - 1].Id) : null);
        SecretOperations.WriteName(output, secret);
    }

    public void MoveStage(JsonInput input, Utf8JsonWriter output)
    {
        var stage = input.Text("VersionStage");
        if (string.IsNullOrEmpty(stage))
        {
            throw SecretErrors.Constraint("versionStage", stage, "Member must not be null");
        }

        var from = input.Text("RemoveFromVersionId");
        var to = input.Text("MoveToVersionId");
        var secret = store.Update(SecretsInput.SecretId(input), secret =>
        {
            SecretOperations.Living(secret);
            var holder = secret.Staged(stage);
            if (to is not null && secret.Version(to) is null)
            {
                throw SecretErrors.NotFound($"Secrets Manager can't find the specified secret value for VersionId: {to}");
            }

            if (holder is not null && holder.Id != to && holder.Id != from)
            {
                throw SecretErrors.InvalidParameter(
                    $"The parameter RemoveFromVersionId can't be empty. Staging label {stage} is currently attached to "
                    + $"version {holder.Id}, so you must explicitly reference that version in RemoveFromVersionId.");
            }

            return to is null && stage == Secret.CurrentStage
                ? throw SecretErrors.InvalidParameter("You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.")
                : secret.Move(stage, to);
        });
        SecretOperations.WriteName(output, secret);
    }

    private static Secret Add(Secret secret, SecretVersion version, IReadOnlyList<string>? stages)
    {
        if (secret.Version(version.Id) is { } existing)
        {
            return existing.HasValueOf(version)
                ? secret
                : throw SecretErrors.Exists(
                    $"You can't use ClientRequestToken {version.Id} because that value is already in use for a version of secret {secret.Arn}.");
        }

        IEnumerable<string> labels = stages ?? [Secret.CurrentStage];
        return secret.Add(version, secret.Versions.Count == 0 ? labels.Append(Secret.CurrentStage).Distinct() : labels);
    }
}
