using System.Globalization;

namespace CloudIde.Emulator.S3;

/// <summary>Conditional reads, in the order that RFC 9110 gives the four headers.</summary>
internal static class ReadCondition
{
    /// <summary>Checks the conditions of a GET or HEAD.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="entry">The object.</param>
    /// <returns>Whether the client already has it: 304.</returns>
    public static bool IsNotModified(IHeaderDictionary headers, ObjectEntry entry) =>
        Check(entry, headers.IfMatch.ToString(), headers.IfNoneMatch.ToString(),
            headers.IfModifiedSince.ToString(), headers.IfUnmodifiedSince.ToString());

    /// <summary>Checks the conditions on the source of a copy, for which there is no 304.</summary>
    /// <param name="request">The request.</param>
    /// <param name="entry">The source.</param>
    public static void CheckCopySource(S3Request request, ObjectEntry entry)
    {
        const string Prefix = "x-amz-copy-source-";
        if (Check(entry,
            request.Header(Prefix + "if-match") ?? "", request.Header(Prefix + "if-none-match") ?? "",
            request.Header(Prefix + "if-modified-since") ?? "", request.Header(Prefix + "if-unmodified-since") ?? ""))
        {
            throw S3Exception.PreconditionFailed(Prefix + "If-None-Match");
        }
    }

    private static bool Check(ObjectEntry entry, string ifMatch, string ifNoneMatch, string ifModifiedSince, string ifUnmodifiedSince)
    {
        if (ifMatch.Length > 0)
        {
            if (!ETags.Matches(ifMatch, entry.ETag))
            {
                throw S3Exception.PreconditionFailed("If-Match");
            }
        }
        else if (TryTime(ifUnmodifiedSince, out var unmodifiedSince) && entry.ModifiedAt > unmodifiedSince)
        {
            throw S3Exception.PreconditionFailed("If-Unmodified-Since");
        }

        return ifNoneMatch.Length > 0
            ? ETags.Matches(ifNoneMatch, entry.ETag)
            : TryTime(ifModifiedSince, out var modifiedSince) && entry.ModifiedAt <= modifiedSince;
    }

    private static bool TryTime(string header, out long unixSeconds)
    {
        var valid = DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        unixSeconds = time.ToUnixTimeSeconds();
        return valid;
    }
}
