namespace CloudIde.Emulator.S3;

/// <summary>ETags in headers: quoted, weak, several, or <c>*</c>.</summary>
internal static class ETags
{
    /// <summary>Whether a header names an ETag.</summary>
    /// <param name="header">The header's value.</param>
    /// <param name="etag">The object's ETag, without quotes.</param>
    /// <returns>Whether it is among them.</returns>
    public static bool Matches(string header, string etag)
    {
        foreach (var range in header.AsSpan().Split(','))
        {
            var candidate = header.AsSpan()[range].Trim();
            if (candidate.StartsWith("W/", StringComparison.Ordinal))
            {
                candidate = candidate[2..];
            }

            if (candidate.SequenceEqual("*") || candidate.Trim('"').SequenceEqual(etag))
            {
                return true;
            }
        }

        return false;
    }
}
