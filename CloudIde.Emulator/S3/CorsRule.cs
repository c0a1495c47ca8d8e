namespace CloudIde.Emulator.S3;

/// <summary>One rule of a bucket's CORS configuration.</summary>
internal sealed class CorsRule
{
    public string? Id { get; set; }

    public List<string> Origins { get; } = [];

    public List<string> Methods { get; } = [];

    public List<string> Headers { get; } = [];

    public List<string> ExposeHeaders { get; } = [];

    public int? MaxAgeSeconds { get; set; }

    /// <summary>Whether the rule allows a request.</summary>
    /// <param name="origin">The page's origin.</param>
    /// <param name="method">The method.</param>
    /// <param name="headers">The headers that a preflight asks for.</param>
    /// <returns>Whether it does.</returns>
    public bool Allows(string origin, string method, IEnumerable<string> headers) =>
        Origins.Exists(pattern => Matches(pattern, origin, StringComparison.Ordinal))
        && Methods.Contains(method)
        && headers.All(header => Headers.Exists(pattern => Matches(pattern, header, StringComparison.OrdinalIgnoreCase)));

    /// <summary>A pattern may hold one <c>*</c>.</summary>
    private static bool Matches(string pattern, string value, StringComparison comparison)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? pattern.Equals(value, comparison)
            : value.Length >= pattern.Length - 1
                && value.StartsWith(pattern[..star], comparison)
                && value.EndsWith(pattern[(star + 1)..], comparison);
    }
}
