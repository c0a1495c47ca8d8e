using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>Operations on a secret as a whole.</summary>
/// <param name="store">The secrets.</param>
internal sealed class SecretOperations(SecretStore store)
{
    private const int DefaultRecoveryDays = 30;
    private const int MinRecoveryDays = 7;

    public void Create(JsonInput input, Utf8JsonWriter output)
    {
        var name = SecretsInput.Name(input);
        SecretsInput.RefuseLeftOut(input);
        var now = store.Now;
        var version = SecretsInput.Version(input, now);
        var secret = new Secret
        {
            Name = name,
            Arn = store.NewArn(name),
            Description = input.Text("Description"),
            KmsKeyId = input.Text("KmsKeyId"),
            CreatedAt = now,
            ChangedAt = now,
            Tags = SecretsInput.Tags(input) ?? [],
        };
        if (version is not null)
        {
            secret = secret.Add(version, [Secret.CurrentStage]);
        }

        if (store.Add(secret) is { } existing)
        {
            if (existing.DeletedAt is not null)
            {
                throw SecretErrors.InvalidRequest(
                    "You can't create this secret because a secret with this name is already scheduled for deletion.");
            }

            // The same request again, after its answer was lost, is no error.
            var repeated = version is not null && existing.Version(version.Id)?.HasValueOf(version) == true;
            secret = repeated
                ? existing
                : throw SecretErrors.Exists($"The operation failed because the secret {name} already exists.");
        }

        WriteName(output, secret);
        output.WriteOptional("VersionId", version?.Id);
    }

    public void Describe(JsonInput input, Utf8JsonWriter output)
    {
        var secret = store.Find(SecretsInput.SecretId(input)) ?? throw SecretErrors.NotFound();
        WriteSummary(output, secret);
        WriteStages(output, "VersionIdsToStages", secret);
    }

    public void List(JsonInput input, Utf8JsonWriter output)
    {
        var size = SecretsInput.PageSize(input);
        var after = input.Text("NextToken") is { } token
            ? PageToken.Read(token) ?? throw SecretErrors.InvalidToken()
            : null;
        var filters = SecretFilter.Read(input);
        var planned = input.Flag("IncludePlannedDeletion") == true;
        var sign = input.Text("SortOrder") switch
        {
            null or "desc" => -1,
            "asc" => 1,
            _ => throw SecretErrors.InvalidParameter("SortOrder must be asc or desc."),
        };

        var sortBy = input.Text("SortBy");
        if (sortBy is not (null or "created-date" or "last-accessed-date" or "last-changed-date" or "name"))
        {
            throw SecretErrors.Constraint(
                "sortBy", sortBy, "Member must satisfy enum value set: [created-date, last-accessed-date, last-changed-date, name]");
        }

        // The name makes the order total.
        var secrets = store.All()
            .Where(secret => (planned || secret.DeletedAt is null) && filters.All(filter => filter.Matches(secret)))
            .Select(secret => (Secret: secret, Key: SortKey(secret, sortBy)))
            .Where(item => after is null || sign * string.CompareOrdinal(item.Key, after) > 0)
            .ToList();
        secrets.Sort((left, right) => sign * string.CompareOrdinal(left.Key, right.Key));

        output.WriteStartArray("SecretList");
        foreach (var (secret, _) in secrets.Take(size))
        {
            output.WriteStartObject();
            WriteSummary(output, secret);
            WriteStages(output, "SecretVersionsToStages", secret);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteOptional("NextToken", secrets.Count > size ? PageToken.Write(secrets[size - 1].Key) : null);
    }

    public void Delete(JsonInput input, Utf8JsonWriter output)
    {
        var id = SecretsInput.SecretId(input);
        var force = input.Flag("ForceDeleteWithoutRecovery") == true;
        var days = input.Integer("RecoveryWindowInDays");
        if (force && days is not null)
        {
            throw SecretErrors.InvalidParameter(
                "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }

        if (days is < MinRecoveryDays or > DefaultRecoveryDays)
        {
            throw SecretErrors.InvalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }

        if (force)
        {
            ForceDelete(id, output);
            return;
        }

        var now = store.Now;
        var secret = store.Update(id, secret => secret.DeletedAt is not null
            ? throw SecretErrors.InvalidRequest(
                "You can't perform this operation on the secret because it was already scheduled for deletion.")
            : secret with { DeletedAt = now, PurgeAt = now.AddDays(days ?? DefaultRecoveryDays) });
        WriteName(output, secret);
        output.WriteTime("DeletionDate", secret.PurgeAt);
    }

    public void Restore(JsonInput input, Utf8JsonWriter output) =>
        WriteName(output, store.Update(
            SecretsInput.SecretId(input), secret => secret with { DeletedAt = null, PurgeAt = null }));

    public void Tag(JsonInput input)
    {
        var id = SecretsInput.SecretId(input);
        var added = SecretsInput.Tags(input)
            ?? throw SecretErrors.Constraint("tags", null, "Member must not be null");
        store.Update(id, secret =>
        {
            var tags = new Dictionary<string, string>(Living(secret).Tags, StringComparer.Ordinal);
            foreach (var (key, value) in added)
            {
                tags[key] = value;
            }

            SecretsInput.CheckTagCount(tags.Count);
            return secret with { Tags = tags, ChangedAt = store.Now };
        });
    }

    public void Untag(JsonInput input)
    {
        var removed = input.Texts("TagKeys")
            ?? throw SecretErrors.Constraint("tagKeys", null, "Member must not be null");
        store.Update(SecretsInput.SecretId(input), secret => Living(secret) with
        {
            Tags = secret.Tags.Where(tag => !removed.Contains(tag.Key)).ToDictionary(StringComparer.Ordinal),
            ChangedAt = store.Now,
        });
    }

    /// <summary>Refuses a secret that is marked for deletion.</summary>
    /// <param name="secret">The secret.</param>
    /// <returns>The secret.</returns>
    public static Secret Living(Secret secret) =>
        secret.DeletedAt is null ? secret : throw SecretErrors.MarkedForDeletion();

    /// <summary>Writes a secret's name and ARN.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="secret">The secret.</param>
    public static void WriteName(Utf8JsonWriter output, Secret secret)
    {
        output.WriteString("ARN", secret.Arn);
        output.WriteString("Name", secret.Name);
    }

    private static string SortKey(Secret secret, string? sortBy) => sortBy switch
    {
        "name" => secret.Name,
        "last-changed-date" => $"{secret.ChangedAt.UtcTicks:D20}{secret.Name}",
        "last-accessed-date" => $"{secret.AccessedAt?.UtcTicks ?? 0:D20}{secret.Name}",
        _ => $"{secret.CreatedAt.UtcTicks:D20}{secret.Name}",
    };

    private static void WriteSummary(Utf8JsonWriter output, Secret secret)
    {
        WriteName(output, secret);
        output.WriteOptional("Description", secret.Description);
        output.WriteOptional("KmsKeyId", secret.KmsKeyId);
        output.WriteTime("LastChangedDate", secret.ChangedAt);
        output.WriteTime("LastAccessedDate", secret.AccessedAt);
        output.WriteTime("DeletedDate", secret.DeletedAt);
        output.WriteTime("CreatedDate", secret.CreatedAt);
        output.WriteStartArray("Tags");
        foreach (var (key, value) in secret.Tags)
        {
            output.WriteStartObject();
            output.WriteString("Key", key);
            output.WriteString("Value", value);
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private static void WriteStages(Utf8JsonWriter output, string member, Secret secret)
    {
        output.WriteStartObject(member);
        foreach (var version in secret.Versions.Where(version => version.Stages.Count > 0))
        {
            output.WriteTexts(version.Id, version.Stages);
        }

        output.WriteEndObject();
    }

    private void ForceDelete(string id, Utf8JsonWriter output)
    {
        // AWS answers with success for a secret that is not there: the call says that it shall not be.
        var secret = store.Find(id);
        if (secret is not null)
        {
            store.Remove(secret.Name);
        }

        var name = secret?.Name ?? id.Split(':', 7)[^1];
        output.WriteString("ARN", secret?.Arn ?? store.NewArn(name));
        output.WriteString("Name", name);
        output.WriteTime("DeletionDate", store.Now);
    }
}
