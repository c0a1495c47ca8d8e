using System.Globalization;

namespace CloudIde.Emulator.S3;

/// <summary>
/// What is checked of every request before its operation runs: a presigned address's dates, the expected owner, and
/// headers whose promise the emulator would not keep. Signatures are not verified: every caller is the one account.
/// </summary>
internal sealed class RequestGate(EmulatorOptions options, TimeProvider time)
{
    private const int LongestExpirySeconds = 7 * 24 * 3600;

    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(15);

    /// <summary>Headers that change what a request means, and that no operation implements.</summary>
    private static readonly string[] RefusedHeaders =
    [
        "x-amz-server-side-encryption-customer-algorithm",
        "x-amz-copy-source-server-side-encryption-customer-algorithm",
        "x-amz-server-side-encryption-aws-kms-key-id",
        "x-amz-server-side-encryption-context",
        "x-amz-bucket-namespace",

        // For directory buckets alone, and there are none.
        "x-amz-if-match-initiated-time",
        "x-amz-if-match-last-modified-time",
        "x-amz-if-match-size",

        // Newer than the checksums that are computed here; to take one unverified would be a promise not kept.
        "x-amz-checksum-md5",
        "x-amz-checksum-sha512",
        "x-amz-checksum-xxhash3",
        "x-amz-checksum-xxhash64",
        "x-amz-checksum-xxhash128",
        "x-amz-website-redirect-location",
        "x-amz-write-offset-bytes",
        "x-amz-rename-source",
        "x-amz-mfa",
    ];

    private static readonly string[] LockHeaders =
        ["x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date", "x-amz-object-lock-legal-hold"];

    private static readonly string[] AuthorizationParts = ["Credential=", "SignedHeaders=", "Signature="];

    private static readonly string[] PresignedParameters =
        ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"];

    /// <summary>Checks a request.</summary>
    /// <param name="call">The request.</param>
    /// <exception cref="S3Exception">It is refused.</exception>
    public void Check(S3Call call)
    {
        CheckAuthorization(call);
        CheckPresigned(call);
        CheckOwner(call, "x-amz-expected-bucket-owner");
        CheckOwner(call, "x-amz-source-expected-bucket-owner");
        foreach (var name in RefusedHeaders)
        {
            if (call.Header(name) is not null)
            {
                throw S3Errors.NotImplemented(name);
            }
        }

        if (Array.Exists(LockHeaders, name => call.Header(name) is not null))
        {
            // What S3 answers for a bucket that was made without object lock, as every one is here.
            throw S3Errors.InvalidRequest("Bucket is missing Object Lock Configuration");
        }

        if (call.Header("x-amz-object-ownership") is { } ownership and not "BucketOwnerEnforced")
        {
            throw S3Errors.NotImplemented($"x-amz-object-ownership: {ownership}");
        }

        if (call.Header("x-amz-server-side-encryption") is { } encryption and not "AES256")
        {
            throw S3Errors.NotImplemented($"x-amz-server-side-encryption: {encryption}");
        }

        if (string.Equals(call.Header("x-amz-bucket-object-lock-enabled"), "true", StringComparison.OrdinalIgnoreCase))
        {
            throw S3Errors.NotImplemented("x-amz-bucket-object-lock-enabled");
        }

        CheckAccessLists(call);
    }

    private static void CheckAccessLists(S3Call call)
    {
        var refused = call.Header("x-amz-acl") is { } acl and not ("private" or "bucket-owner-full-control");
        foreach (var (name, _) in call.Http.Request.Headers)
        {
            refused |= name.StartsWith("x-amz-grant-", StringComparison.OrdinalIgnoreCase);
        }

        if (refused)
        {
            // What S3 answers for a bucket as it is created today: its owner owns every object.
            throw new S3Exception(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
        }
    }

    /// <summary>A header that no client could have signed with is refused, though signatures are not verified.</summary>
    private static void CheckAuthorization(S3Call call)
    {
        if (call.Header("Authorization") is not { } text)
        {
            return;
        }

        if (text.StartsWith("AWS4-", StringComparison.Ordinal))
        {
            foreach (var part in AuthorizationParts)
            {
                if (!text.Contains(part, StringComparison.Ordinal))
                {
                    throw new S3Exception(400, "AuthorizationHeaderMalformed", $"The authorization header is malformed; {part[..^1]} is missing.");
                }
            }
        }
        else if (text.StartsWith("AWS ", StringComparison.Ordinal) && !text.Contains(':', StringComparison.Ordinal))
        {
            throw S3Errors.InvalidArgument("AWS authorization header is invalid.  Expected AwsAccessKeyId:signature", "Authorization", text);
        }
    }

    private void CheckOwner(S3Call call, string header)
    {
        if (call.Header(header) is { } owner && owner != options.AccountId)
        {
            throw new S3Exception(403, "AccessDenied", "Access Denied");
        }
    }

    private void CheckPresigned(S3Call call)
    {
        if (!Array.Exists(PresignedParameters, call.Has))
        {
            CheckOldPresigned(call);
            return;
        }

        foreach (var name in PresignedParameters)
        {
            if (string.IsNullOrEmpty(call.Query(name)))
            {
                throw Malformed(
                    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
            }
        }

        if (call.Query("X-Amz-Algorithm") is not ("AWS4-HMAC-SHA256" or "AWS4-ECDSA-P256-SHA256"))
        {
            throw Malformed("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
        }

        if (call.Query("X-Amz-Credential")!.Split('/').Length < 5)
        {
            throw Malformed("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }

        if (!int.TryParse(call.Query("X-Amz-Expires"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
        {
            throw Malformed("X-Amz-Expires should be a number");
        }

        if (seconds < 0)
        {
            throw Malformed("X-Amz-Expires must be non-negative");
        }

        if (seconds > LongestExpirySeconds)
        {
            throw Malformed("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds");
        }

        if (!DateTimeOffset.TryParseExact(call.Query("X-Amz-Date"), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var signed))
        {
            throw Malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        }

        var now = time.GetUtcNow();
        if (signed > now + AllowedSkew)
        {
            throw new S3Exception(403, "AccessDenied", "Request is not yet valid");
        }

        ThrowIfExpired(signed.AddSeconds(seconds), now);
    }

    /// <summary>Signature version 2 in an address, which older clients make.</summary>
    private void CheckOldPresigned(S3Call call)
    {
        if (!call.Has("AWSAccessKeyId"))
        {
            return;
        }

        if (!call.Has("Signature") || call.Query("Expires") is not { } expires)
        {
            throw new S3Exception(403, "AccessDenied", "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
        }

        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799)
        {
            throw new S3Exception(403, "AccessDenied", $"Invalid date (should be seconds since epoch): {expires}");
        }

        ThrowIfExpired(DateTimeOffset.FromUnixTimeSeconds(seconds), time.GetUtcNow());
    }

    private static void ThrowIfExpired(DateTimeOffset expires, DateTimeOffset now)
    {
        if (now > expires)
        {
            throw new S3Exception(403, "AccessDenied", "Request has expired")
            {
                Details = [("Expires", S3Call.Timestamp(expires)), ("ServerTime", S3Call.Timestamp(now))],
            };
        }
    }

    private static S3Exception Malformed(string message) => new(400, "AuthorizationQueryParametersError", message);
}
