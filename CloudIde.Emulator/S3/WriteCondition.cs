namespace CloudIde.Emulator.S3;

/// <summary>What must hold when a write takes effect.</summary>
/// <param name="IfMatch">The ETag that the object must have, or <c>*</c> for any.</param>
/// <param name="IfNoneMatch">Whether the key must be free: <c>If-None-Match: *</c>, the only form S3 has for writes.</param>
internal readonly record struct WriteCondition(string? IfMatch, bool IfNoneMatch)
{
    /// <summary>Reads the headers of a write.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <returns>The condition.</returns>
    public static WriteCondition Read(IHeaderDictionary headers)
    {
        var ifNoneMatch = headers.IfNoneMatch.ToString();
        if (ifNoneMatch.Length > 0 && ifNoneMatch != "*")
        {
            throw S3Exception.NotImplemented("If-None-Match");
        }

        var ifMatch = headers.IfMatch.ToString();
        return new WriteCondition(ifMatch.Length == 0 ? null : ifMatch, ifNoneMatch.Length > 0);
    }

    /// <summary>Refuses a write.</summary>
    /// <param name="key">The key.</param>
    /// <param name="current">The object that is there now.</param>
    /// <param name="wasThere">Whether there was one when the request arrived: gone since then, a delete came in between.</param>
    public void Check(string key, ObjectEntry? current, bool wasThere)
    {
        if (IfNoneMatch && current is not null)
        {
            throw S3Exception.PreconditionFailed("If-None-Match");
        }

        if (IfMatch is null)
        {
            return;
        }

        if (current is null)
        {
            throw wasThere ? S3Exception.Conflict("If-Match") : S3Exception.NoSuchKey(key);
        }

        if (!ETags.Matches(IfMatch, current.ETag))
        {
            throw S3Exception.PreconditionFailed("If-Match");
        }
    }
}
