namespace CloudIde.Server.Terminals;

/// <summary>Composes terminals.</summary>
internal static class TerminalExtensions
{
    /// <summary>Adds what the terminal routes and streams need. Needs AddRedis, AddCloudIdeCore, AddWorkspaces and AddProjects.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">How many terminals there may be, and how they are served.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddTerminals(this IServiceCollection services, TerminalSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<TerminalMetrics>();
        services.AddSingleton<TerminalFeedServices>();
        services.AddSingleton<TerminalFeeds>();
        services.AddSingleton<TerminalCloser>();
        services.AddSingleton<ViewerServices>();
        services.AddSingleton<TerminalSocketEndpoint>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, TerminalsJsonContext.Default));
        return services;
    }
}
