namespace CloudIde.Emulator.SecretsManager;

/// <summary>A secret with its versions, as it is kept.</summary>
internal sealed record Secret
{
    /// <summary>The label of the version that is in use.</summary>
    public const string CurrentStage = "AWSCURRENT";

    /// <summary>The label of the version that was in use before.</summary>
    public const string PreviousStage = "AWSPREVIOUS";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its ARN, which ends in six random characters.</summary>
    public required string Arn { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>The key that AWS would encrypt with; only kept.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When anything of it last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The day on which a value was last read.</summary>
    public DateTimeOffset? AccessedAt { get; init; }

    /// <summary>When it was marked for deletion, or null.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When it goes for good, or null.</summary>
    public DateTimeOffset? PurgeAt { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Its versions, oldest first.</summary>
    public IReadOnlyList<SecretVersion> Versions { get; init; } = [];

    /// <summary>The version with a label.</summary>
    /// <param name="stage">The label.</param>
    /// <returns>The version, or null.</returns>
    public SecretVersion? Staged(string stage) => Versions.FirstOrDefault(version => version.Stages.Contains(stage));

    /// <summary>The version with an id.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The version, or null.</returns>
    public SecretVersion? Version(string id) => Versions.FirstOrDefault(version => version.Id == id);

    /// <summary>
    /// Gives a version a label, which the version that had it loses; the one that lost <see cref="CurrentStage"/> becomes
    /// <see cref="PreviousStage"/>.
    /// </summary>
    /// <param name="stage">The label.</param>
    /// <param name="versionId">The version that gets it, or null to only take it away.</param>
    /// <returns>The secret with its labels moved.</returns>
    public Secret Move(string stage, string? versionId)
    {
        var former = Staged(stage)?.Id;
        if (former == versionId)
        {
            return this;
        }

        var moved = this with
        {
            Versions =
            [
                .. Versions.Select(version => version.Id == former ? version.Without(stage)
                    : version.Id == versionId ? version.With(stage)
                    : version),
            ],
        };
        return stage == CurrentStage && former is not null ? moved.Move(PreviousStage, former) : moved;
    }

    /// <summary>Adds a version, newest last, and drops the oldest without a label when there are very many.</summary>
    /// <param name="version">The version, without labels.</param>
    /// <param name="stages">The labels it gets.</param>
    /// <returns>The secret with the version.</returns>
    public Secret Add(SecretVersion version, IEnumerable<string> stages)
    {
        // AWS keeps at least 100 versions and removes those without a label beyond that.
        const int MaxVersions = 100;
        var next = this with { Versions = [.. Versions, version], ChangedAt = version.CreatedAt };
        next = stages.Aggregate(next, (secret, stage) => secret.Move(stage, version.Id));
        var surplus = next.Versions.Where(item => item.Stages.Count == 0).Take(next.Versions.Count - MaxVersions).ToHashSet();
        return surplus.Count == 0 ? next : next with { Versions = [.. next.Versions.Where(item => !surplus.Contains(item))] };
    }

    /// <summary>Names the secret; its values stay out of logs.</summary>
    /// <returns>The ARN.</returns>
    public override string ToString() => Arn;
}
