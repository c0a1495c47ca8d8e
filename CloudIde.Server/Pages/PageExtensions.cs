using CloudIde.Server.Problems;
using Microsoft.AspNetCore.StaticFiles;

namespace CloudIde.Server.Pages;

/// <summary>Serves the web UI: files of wwwroot, and its index page for every address that is the UI's own.</summary>
internal static class PageExtensions
{
    /// <summary>Where the web build puts files that carry a hash of their content in the name.</summary>
    private const string HashedAssets = "/assets";

    /// <summary>Adds what the page routes need.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPages(this IServiceCollection services) =>
        services.Configure<RouteOptions>(static routes => routes.SetParameterPolicy<UiPathConstraint>(UiPathConstraint.Name));

    /// <summary>Serves the files.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static IApplicationBuilder UsePages(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = static context => SetCaching(context),
    });

    /// <summary>Maps the index page.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapPages(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("{*path:ui}", [HttpMethods.Get, HttpMethods.Head], SendIndexAsync).AllowAnonymous()
            .WithOrder(int.MaxValue);
        return endpoints;
    }

    private static async Task SendIndexAsync(HttpContext context, IWebHostEnvironment environment)
    {
        var index = environment.WebRootFileProvider.GetFileInfo("index.html");
        if (!index.Exists)
        {
            throw ProblemException.NotFound(
                "The web UI is not part of this build. The API is at /api; see the build's output for why the UI is missing.");
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.ContentLength = index.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.SendFileAsync(index, context.RequestAborted);
        }
    }

    private static void SetCaching(StaticFileResponseContext context) =>
        context.Context.Response.Headers.CacheControl =
            context.Context.Request.Path.StartsWithSegments(HashedAssets, StringComparison.Ordinal)
                ? "public, max-age=31536000, immutable"
                : "no-cache";
}
