namespace CloudIde.Server.Commands;

/// <summary>Composes commands.</summary>
internal static class CommandExtensions
{
    /// <summary>Adds what the command routes need. Needs AddRedis, AddAws, AddCloudIdeCore and AddProjects.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">How long commands may run, and how results are kept.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddCommands(this IServiceCollection services, CommandSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<CommandMetrics>();
        services.AddSingleton<CommandStream>();
        services.AddHostedService<DeadCommandWatch>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, CommandsJsonContext.Default));
        return services;
    }
}
