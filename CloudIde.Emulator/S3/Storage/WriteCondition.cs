namespace CloudIde.Emulator.S3.Storage;

/// <summary>What must hold at the moment a change takes effect.</summary>
/// <param name="IfMatch">The entity tag that the object must have, <c>*</c> for any; null for no condition.</param>
/// <param name="IfAbsent">Whether there must be no object.</param>
internal readonly record struct WriteCondition(string? IfMatch, bool IfAbsent)
{
    /// <summary>Checks the condition.</summary>
    /// <param name="current">The object that is there.</param>
    /// <exception cref="S3Exception">It does not hold.</exception>
    public void Check(ObjectEntry? current)
    {
        if (IfAbsent && current is not null)
        {
            throw S3Errors.PreconditionFailed("If-None-Match");
        }

        if (IfMatch is null)
        {
            return;
        }

        if (current is null)
        {
            throw S3Errors.NoSuchKey();
        }

        if (!EntityTags.Matches(IfMatch, current.ETag))
        {
            throw S3Errors.PreconditionFailed("If-Match");
        }
    }
}
