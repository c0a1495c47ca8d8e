namespace CloudIde.Server.Metadata;

/// <summary>A project's metadata. Its files are in S3.</summary>
/// <param name="Id">Random, fit for URLs, S3 keys and Redis keys.</param>
/// <param name="OwnerId">The user who owns it.</param>
/// <param name="Name">Its name; two projects may have the same.</param>
/// <param name="Description">Free text, may be empty.</param>
/// <param name="Stack">The stack it was made for, such as <c>python</c>; <c>empty</c> when none was named.</param>
/// <param name="Language">Its main language, such as <c>python</c>.</param>
/// <param name="Forks">How many projects were made as copies of it.</param>
/// <param name="CreatedAt">When it was made, to the millisecond.</param>
/// <param name="UpdatedAt">When its metadata last changed, to the millisecond. Saving a file does not change it.</param>
internal sealed record Project(
    string Id,
    string OwnerId,
    string Name,
    string Description,
    string Stack,
    string Language,
    int Forks,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);
