using System.Globalization;

namespace CloudIde.Emulator.S3;

/// <summary>
/// Checks what a request says about its signature: a presigned address must be whole and not expired, a header must
/// have the form of one. The signature itself is not verified: the emulator knows no secret.
/// </summary>
internal static class PresignedUrl
{
    private const int MaxExpirySeconds = 604_800;
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    private static readonly string[] Required =
        ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"];

    /// <summary>Refuses a request whose address or header is malformed or expired.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    public static void Check(S3Request request, DateTimeOffset now)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("AWS4", StringComparison.Ordinal))
        {
            CheckHeader(header);
        }
        else if (request.Has("X-Amz-Signature") || request.Has("X-Amz-Algorithm") || request.Has("X-Amz-Credential"))
        {
            CheckVersion4(request, now);
        }
        else if (request.Has("Signature") && request.Has("AWSAccessKeyId"))
        {
            CheckVersion2(request, now);
        }
    }

    private static void CheckHeader(string header)
    {
        if (!header.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal)
            || !header.Contains("SignedHeaders=", StringComparison.Ordinal)
            || !header.Contains("Signature=", StringComparison.Ordinal)
            || Protocol.CredentialScope.Service(header).IsEmpty)
        {
            throw new S3Exception(400, "AuthorizationHeaderMalformed", "The authorization header is malformed.");
        }
    }

    private static void CheckVersion4(S3Request request, DateTimeOffset now)
    {
        foreach (var name in Required)
        {
            if (string.IsNullOrEmpty(request.Parameter(name)))
            {
                throw Malformed($"Query-string authentication version 4 requires the {string.Join(", ", Required)} parameters.");
            }
        }

        if (request.Parameter("X-Amz-Algorithm") != "AWS4-HMAC-SHA256")
        {
            throw Malformed("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
        }

        if (request.Parameter("X-Amz-Credential")!.Split('/').Length < 5)
        {
            throw Malformed("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }

        if (!DateTimeOffset.TryParseExact(request.Parameter("X-Amz-Date"), TimeFormat, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var signedAt))
        {
            throw Malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        }

        if (!long.TryParse(request.Parameter("X-Amz-Expires"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            throw Malformed("X-Amz-Expires should be a number");
        }

        if (seconds is < 0 or > MaxExpirySeconds)
        {
            throw Malformed(seconds < 0 ? "X-Amz-Expires must be non-negative" : "X-Amz-Expires must be less than a week (in seconds) that is 604800");
        }

        CheckExpiry(signedAt.AddSeconds(seconds), now);
    }

    private static void CheckVersion2(S3Request request, DateTimeOffset now)
    {
        if (!long.TryParse(request.Parameter("Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            || expires > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            throw new S3Exception(403, "AccessDenied", "Invalid date (should be seconds since epoch): " + request.Parameter("Expires"));
        }

        CheckExpiry(DateTimeOffset.FromUnixTimeSeconds(expires), now);
    }

    private static void CheckExpiry(DateTimeOffset expiresAt, DateTimeOffset now)
    {
        if (now > expiresAt)
        {
            throw new S3Exception(403, "AccessDenied", "Request has expired",
                ("Expires", S3Xml.Time(expiresAt.ToUnixTimeSeconds())), ("ServerTime", S3Xml.Time(now.ToUnixTimeSeconds())));
        }
    }

    private static S3Exception Malformed(string message) => new(400, "AuthorizationQueryParametersError", message);
}
