namespace CloudIde.Emulator.Sqs;

/// <summary>What a queue is, apart from its messages.</summary>
/// <param name="Id">Tells this creation of the queue from an earlier one of the same name.</param>
/// <param name="Name">The name.</param>
/// <param name="Arn">The ARN.</param>
/// <param name="Attributes">What clients set.</param>
/// <param name="Tags">The tags.</param>
/// <param name="CreatedAt">Unix seconds.</param>
/// <param name="ModifiedAt">Unix seconds.</param>
internal sealed record QueueDescription(
    ulong Id,
    string Name,
    string Arn,
    QueueAttributes Attributes,
    IReadOnlyDictionary<string, string> Tags,
    long CreatedAt,
    long ModifiedAt);
