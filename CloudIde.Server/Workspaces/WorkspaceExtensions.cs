namespace CloudIde.Server.Workspaces;

/// <summary>Composes the server's part in workspaces.</summary>
internal static class WorkspaceExtensions
{
    /// <summary>Adds what asks for workers and follows workspaces. Needs Redis, AWS and the shared core.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddWorkspaces(this IServiceCollection services)
    {
        services.AddSingleton<WorkspaceActivator>();
        services.AddSingleton<WorkspaceWatches>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WorkspacesJsonContext.Default));
        return services;
    }
}
