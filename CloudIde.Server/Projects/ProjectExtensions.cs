namespace CloudIde.Server.Projects;

/// <summary>Composes projects.</summary>
internal static class ProjectExtensions
{
    /// <summary>Adds what the project routes need. Needs AddCloudIdeCore, AddMetadata and AddFiles.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProjects(this IServiceCollection services)
    {
        services.AddSingleton<ProjectGate>();
        services.AddSingleton<StandingAccess>();
        services.AddSingleton<ProjectDeletion>();
        services.AddHostedService(static provider => provider.GetRequiredService<ProjectDeletion>());
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ProjectsJsonContext.Default));
        return services;
    }
}
