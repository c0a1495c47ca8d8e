namespace CloudIde.Emulator.Logs;

/// <summary>What is kept of a group, beside its streams.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="CreatedAt">When it was created, in milliseconds since 1970.</param>
/// <param name="RetentionInDays">How long events are kept, or null for ever.</param>
/// <param name="KmsKeyId">The key that AWS would encrypt with; only kept.</param>
/// <param name="LogGroupClass">STANDARD or INFREQUENT_ACCESS; only kept.</param>
/// <param name="Tags">The group's tags.</param>
internal sealed record LogGroupState(
    string Name,
    long CreatedAt,
    int? RetentionInDays,
    string? KmsKeyId,
    string LogGroupClass,
    IReadOnlyDictionary<string, string> Tags);
