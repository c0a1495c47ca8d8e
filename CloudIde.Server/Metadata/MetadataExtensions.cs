using Microsoft.Data.Sqlite;
using MongoDB.Driver;

namespace CloudIde.Server.Metadata;

/// <summary>Composes the metadata store.</summary>
internal static class MetadataExtensions
{
    /// <summary>Adds MongoDB when one is configured, SQLite otherwise, and the store's health check.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">Where the metadata is kept.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMetadata(this IServiceCollection services, MetadataSettings settings)
    {
        services.AddSingleton<IMetadataStore>(_ => settings.MongoUrl is { } url
            ? new MongoMetadataStore(url)
            : new SqliteMetadataStore(settings.SqliteFile));
        services.AddHealthChecks().AddCheck<MetadataHealthCheck>("metadata", timeout: TimeSpan.FromSeconds(5));
        return services;
    }

    /// <summary>Prepares the store before the server takes requests.</summary>
    /// <param name="services">The built services.</param>
    /// <param name="settings">Where the metadata is kept.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When the store is ready.</returns>
    /// <exception cref="ServerStartException">The store cannot be used; the message says which and why.</exception>
    public static async Task InitializeMetadataAsync(
        this IServiceProvider services, MetadataSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            if (settings.MongoUrl is null)
            {
                Directory.CreateDirectory(settings.DataDirectory);
            }

            await services.GetRequiredService<IMetadataStore>().InitializeAsync(cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException(
                $"The data folder {settings.DataDirectory} (CLOUDIDE_DATA) cannot be written: {error.Message}", error);
        }
        catch (Exception error) when (error is SqliteException or InvalidDataException)
        {
            throw new ServerStartException(
                $"The metadata file {settings.SqliteFile} (in CLOUDIDE_DATA) cannot be used: {error.Message}", error);
        }
        catch (Exception error) when (error is MongoException or TimeoutException)
        {
            throw new ServerStartException(
                $"MongoDB at {string.Join(", ", settings.MongoUrl!.Servers)} (MONGODB_URI) cannot be used: {FirstLine(error.Message)}", error);
        }
    }

    /// <summary>The driver's message for an unreachable server goes on for pages.</summary>
    private static string FirstLine(string message) => message.Split('\n', '{')[0].Trim();
}
