namespace CloudIde.Emulator.Protocol;

/// <summary>Finds the service that a request was signed for. The signature itself is not verified: every caller is the one account.</summary>
internal static class CredentialScope
{
    /// <summary>The service in an <c>Authorization</c> header such as
    /// <c>AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/sqs/aws4_request, SignedHeaders=…</c>.</summary>
    /// <param name="authorization">The header's value.</param>
    /// <returns>The service, or an empty span when the header has no credential scope.</returns>
    public static ReadOnlySpan<char> Service(ReadOnlySpan<char> authorization)
    {
        const string Credential = "Credential=";
        var start = authorization.IndexOf(Credential, StringComparison.Ordinal);
        if (start < 0)
        {
            return default;
        }

        var scope = authorization[(start + Credential.Length)..];
        var end = scope.IndexOfAny(',', ' ');
        scope = end < 0 ? scope : scope[..end];

        // The access key may hold slashes, the other parts cannot: count from the end.
        var last = scope.LastIndexOf('/');
        if (last < 0)
        {
            return default;
        }

        scope = scope[..last];
        return scope[(scope.LastIndexOf('/') + 1)..];
    }
}
