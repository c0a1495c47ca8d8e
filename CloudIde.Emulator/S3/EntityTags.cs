namespace CloudIde.Emulator.S3;

/// <summary>Compares entity tags as S3 does: with or without quotes, and lists of them.</summary>
internal static class EntityTags
{
    /// <summary>Whether a header's value names an entity tag.</summary>
    /// <param name="header">The value of If-Match or If-None-Match.</param>
    /// <param name="etag">The entity tag, without quotes.</param>
    /// <returns>True when it does, or is <c>*</c>.</returns>
    public static bool Matches(string header, string etag)
    {
        foreach (var range in header.AsSpan().Split(','))
        {
            var candidate = header.AsSpan(range).Trim();
            if (candidate.StartsWith("W/", StringComparison.Ordinal))
            {
                candidate = candidate[2..];
            }

            if (candidate is "*" || candidate.Trim('"').SequenceEqual(etag))
            {
                return true;
            }
        }

        return false;
    }
}
