using CloudIde.Server.Problems;

namespace CloudIde.Server.Security;

/// <summary>Composes what protects every route: response headers, the host check and the cross-site check.</summary>
internal static class SecurityExtensions
{
    /// <summary>
    /// Inline styles are what the terminal and the editor set on their elements; scripts are the server's own files only.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds the origin policy and the host names.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The server's settings.</param>
    /// <param name="loopbackOnly">Whether the server listens on this machine's own addresses only.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRequestSecurity(this IServiceCollection services, ServerSettings settings, bool loopbackOnly)
    {
        services.AddSingleton(new OriginPolicy(settings.PublicUrl));
        services.AddSingleton<SocketGate>();
        services.AddSingleton(new HostNames(loopbackOnly, settings.PublicUrl));
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

    /// <summary>Refuses requests for a host name that is not this server's.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static IApplicationBuilder UseHostCheck(this IApplicationBuilder app)
    {
        var names = app.ApplicationServices.GetRequiredService<HostNames>();
        return app.Use((context, next) => names.IsAllowed(context.Request.Host)
            ? next(context)
            : ProblemWriter.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                "This server listens on this machine only and does not answer to that host name. Behind a proxy, set "
                + "CLOUDIDE_PUBLIC_URL to the address that people use."));
    }

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
