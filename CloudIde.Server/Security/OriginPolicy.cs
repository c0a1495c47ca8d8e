namespace CloudIde.Server.Security;

/// <summary>
/// Whether a browser sent a request on behalf of this server's own page. Every WebSocket must ask, and every request
/// that changes something and may be authenticated by the cookie alone: browsers send cookies along for any page.
/// </summary>
/// <param name="publicUrl">The address under which people see the server, when it is not the request's own; or null.</param>
internal sealed class OriginPolicy(Uri? publicUrl)
{
    /// <summary>Decides by Sec-Fetch-Site where the browser sends it, otherwise by Origin.</summary>
    /// <param name="request">The request.</param>
    /// <returns>
    /// False for a request that another site's page makes. True for the own page, and for clients that are not browsers:
    /// those send neither header, and no other page can make them use a person's cookie.
    /// </returns>
    public bool IsAllowed(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (origin.Count > 1)
        {
            return false;
        }

        // "same-site" is refused as well: to a browser, another port of localhost is the same site.
        var fetchSite = request.Headers["Sec-Fetch-Site"];
        if (fetchSite.Count > 0 && fetchSite is not ["same-origin"] and not ["none"])
        {
            return origin.Count == 1 && IsPublicUrl(origin[0]);
        }

        return origin.Count == 0 || IsOwn(origin[0], request.Host) || IsPublicUrl(origin[0]);
    }

    /// <summary>The scheme is not compared: behind a proxy that ends TLS, this server sees http where the browser sees https.</summary>
    private static bool IsOwn(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && string.Equals(url.Authority, new UriBuilder(url.Scheme, host.Host, host.Port ?? -1).Uri.Authority, StringComparison.OrdinalIgnoreCase);

    private bool IsPublicUrl(string? origin) =>
        publicUrl is not null
        && string.Equals(origin, publicUrl.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);
}
