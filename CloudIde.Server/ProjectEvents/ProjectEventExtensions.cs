using CloudIde.Server.Accounts;

namespace CloudIde.Server.ProjectEvents;

/// <summary>Composes the event streams of projects.</summary>
internal static class ProjectEventExtensions
{
    /// <summary>Adds what the streams need. Needs AddCloudIdeCore, AddRequestSecurity, AddWorkspaces and AddProjects.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProjectEvents(this IServiceCollection services)
    {
        services.AddSingleton<ProjectFeedServices>();
        services.AddSingleton<ProjectFeeds>();
        services.AddSingleton<ProjectSocketEndpoint>();
        return services;
    }

    /// <summary>Maps the streams. They need WebSockets in the pipeline before them.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapProjectEvents(this IEndpointRouteBuilder endpoints)
    {
        // A WebSocket over HTTP/2 is a CONNECT.
        endpoints.MapMethods(
            "/ws/v2/projects/{projectId}/events",
            [HttpMethods.Get, HttpMethods.Connect],
            static (string projectId, CurrentUser user, ProjectSocketEndpoint endpoint, HttpContext context) =>
                endpoint.RunAsync(context, user, projectId));
        return endpoints;
    }
}
