namespace CloudIde.Emulator.S3.Cors;

/// <summary>A rule of a bucket's CORS configuration.</summary>
/// <param name="Id">The name that its author gave it; may be empty.</param>
/// <param name="Origins">Origins, each with at most one <c>*</c>.</param>
/// <param name="Methods">GET, PUT, POST, DELETE or HEAD.</param>
/// <param name="RequestHeaders">Headers that a preflight may ask for, each with at most one <c>*</c>.</param>
/// <param name="ExposedHeaders">Headers that a script may read.</param>
/// <param name="MaxAgeSeconds">How long a browser may keep a preflight's answer; below zero when not set.</param>
internal sealed record CorsRule(
    string Id,
    string[] Origins,
    string[] Methods,
    string[] RequestHeaders,
    string[] ExposedHeaders,
    int MaxAgeSeconds)
{
    /// <summary>Whether the rule lets an origin use a method.</summary>
    /// <param name="origin">The page's origin.</param>
    /// <param name="method">The method.</param>
    /// <returns>True when it does.</returns>
    public bool Allows(string origin, string method) =>
        Methods.Contains(method, StringComparer.Ordinal)
        && Array.Exists(Origins, pattern => Matches(pattern, origin, StringComparison.Ordinal));

    /// <summary>Whether the rule lets a preflight ask for a header.</summary>
    /// <param name="header">The header.</param>
    /// <returns>True when it does.</returns>
    public bool AllowsHeader(string header) =>
        Array.Exists(RequestHeaders, pattern => Matches(pattern, header, StringComparison.OrdinalIgnoreCase));

    private static bool Matches(string pattern, string value, StringComparison comparison)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? pattern.Equals(value, comparison)
            : value.Length >= pattern.Length - 1
                && value.AsSpan().StartsWith(pattern.AsSpan(0, star), comparison)
                && value.AsSpan().EndsWith(pattern.AsSpan(star + 1), comparison);
    }
}
