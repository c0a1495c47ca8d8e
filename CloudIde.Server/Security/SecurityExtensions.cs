using CloudIde.Server.Problems;

namespace CloudIde.Server.Security;

/// <summary>Composes what protects every route: response headers, the host filter and the cross-site check.</summary>
internal static class SecurityExtensions
{
    /// <summary>
    /// Inline styles are what the terminal and the editor set on their elements; scripts are the server's own files only.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the origin policy and the host filter.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The server's settings.</param>
    /// <param name="loopbackOnly">Whether the server listens on this machine's own addresses only.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRequestSecurity(this IServiceCollection services, ServerSettings settings, bool loopbackOnly)
    {
        services.AddSingleton(new OriginPolicy(settings.PublicUrl));
        services.AddHostFiltering(options =>
        {
            options.IncludeFailureMessage = false;
            options.AllowedHosts = AllowedHosts(settings, loopbackOnly);
        });
        return services;
    }

    /// <summary>Sets the headers that every response has unless its endpoint sets others.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        // As late as possible: an endpoint's own headers are there by then, and an exception has cleared what it clears.
        context.Response.OnStarting(static state =>
        {
            SetHeaders((HttpContext)state);
            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    /// <summary>
    /// Refuses requests that change something and come from another site's page. A bearer token is proof enough: no
    /// page can make a browser add it.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static IApplicationBuilder UseCrossSiteCheck(this IApplicationBuilder app)
    {
        var policy = app.ApplicationServices.GetRequiredService<OriginPolicy>();
        return app.Use((context, next) =>
        {
            var request = context.Request;
            return IsSafe(request.Method) || request.Headers.Authorization.Count > 0 || policy.IsAllowed(request)
                ? next(context)
                : ProblemWriter.WriteAsync(
                    context,
                    StatusCodes.Status403Forbidden,
                    "This request was made by a page of another site and was refused. Behind a proxy that changes the Host "
                    + "header, set CLOUDIDE_PUBLIC_URL to the address that people use.");
        });
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    /// <summary>
    /// A server on loopback answers to loopback names only. Otherwise a page could point its own name at 127.0.0.1 (DNS
    /// rebinding), be "same origin" with this server, sign up and get a shell on this machine.
    /// </summary>
    private static List<string> AllowedHosts(ServerSettings settings, bool loopbackOnly)
    {
        if (!loopbackOnly)
        {
            return ["*"];
        }

        List<string> hosts = ["localhost", "*.localhost", "127.0.0.1", "[::1]"];
        if (settings.PublicUrl is { } url)
        {
            hosts.Add(url.IdnHost);
        }

        return hosts;
    }

    private static void SetHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.TryAdd("Content-Security-Policy", ContentSecurityPolicy);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("X-Frame-Options", "DENY");
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            headers.TryAdd("Cache-Control", "no-store");
        }
    }
}
