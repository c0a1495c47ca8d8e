using CloudIde.Core.Redis.Link;
using CloudIde.Core.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Core.Redis;

/// <summary>Adds the connection to Redis and a health check for it.</summary>
public static class RedisServiceCollectionExtensions
{
    /// <summary>Adds one shared <see cref="IConnectionMultiplexer"/>, connected on first use, the <see cref="IRedisLink"/> for what a keystroke waits for, and a health check.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Where the settings come from.</param>
    /// <param name="clientName">How this process appears in Redis' client list.</param>
    /// <returns>The services.</returns>
    /// <exception cref="InvalidSettingsException">A setting is invalid.</exception>
    public static IServiceCollection AddRedis(this IServiceCollection services, IConfiguration configuration, string clientName)
    {
        var settings = SettingsReader.Read(configuration, RedisSettings.Read);
        services.AddSingleton<IConnectionMultiplexer>(provider =>
        {
            var options = settings.Connection.Clone();
            options.ClientName = clientName;
            options.LoggerFactory = provider.GetService<ILoggerFactory>();
            return ConnectionMultiplexer.Connect(options);
        });
        services.AddSingleton<IRedisLink>(provider =>
        {
            var options = settings.Connection.Clone();
            options.ClientName = clientName;
            return new DirectLink(
                provider.GetRequiredService<IConnectionMultiplexer>(), options, settings.SocketPath, provider.GetRequiredService<ILogger<DirectLink>>());
        });
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis");
        return services;
    }
}
