namespace CloudIde.Server.Accounts;

/// <summary>The cookie that carries the session token for browsers.</summary>
internal static class SessionCookie
{
    /// <summary>The cookie's name.</summary>
    public const string Name = "cloudide_session";

    /// <summary>Gives the browser the token.</summary>
    /// <param name="context">The request that signed in.</param>
    /// <param name="settings">The server's settings.</param>
    /// <param name="token">The token.</param>
    /// <param name="lifetime">How long it is valid.</param>
    public static void Set(HttpContext context, ServerSettings settings, string token, TimeSpan lifetime)
    {
        var options = Options(context, settings);
        options.MaxAge = lifetime;
        context.Response.Cookies.Append(Name, token, options);
    }

    /// <summary>Takes the token from the browser.</summary>
    /// <param name="context">The request that signs out.</param>
    /// <param name="settings">The server's settings.</param>
    public static void Clear(HttpContext context, ServerSettings settings) =>
        context.Response.Cookies.Delete(Name, Options(context, settings));

    /// <summary>
    /// Out of scripts' reach, and never sent along by other sites. Secure wherever people see https, also behind a proxy.
    /// </summary>
    private static CookieOptions Options(HttpContext context, ServerSettings settings) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps || settings.PublicUrl?.Scheme == Uri.UriSchemeHttps,
        Path = "/",
    };
}
