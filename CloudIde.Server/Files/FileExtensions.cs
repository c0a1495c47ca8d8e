using CloudIde.Server.Archives;

namespace CloudIde.Server.Files;

/// <summary>Composes files and archives.</summary>
internal static class FileExtensions
{
    /// <summary>Adds what the file and archive routes need, and the file store's health check. Needs AddAws and AddCloudIdeCore.</summary>
    /// <param name="services">The services.</param>
    /// <param name="limits">How much a file or an archive may hold.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFiles(this IServiceCollection services, FileLimits limits)
    {
        services.AddSingleton(limits);
        services.AddSingleton<ProjectFiles>();
        services.AddSingleton<PathConflicts>();
        services.AddSingleton<FileWriter>();
        services.AddSingleton<FileMover>();
        services.AddSingleton<ArchiveImporter>();
        services.AddSingleton<ArchiveExporter>();
        services.AddSingleton<FileChangeNotices>();
        services.AddHealthChecks().AddCheck<FileStoreHealthCheck>("files", timeout: TimeSpan.FromSeconds(5));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, FilesJsonContext.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ArchivesJsonContext.Default);
        });
        return services;
    }
}
