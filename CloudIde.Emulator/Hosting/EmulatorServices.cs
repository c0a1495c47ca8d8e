using CloudIde.Emulator.Ecs;
using CloudIde.Emulator.Logs;
using CloudIde.Emulator.Redis;
using CloudIde.Emulator.S3;
using CloudIde.Emulator.SecretsManager;
using CloudIde.Emulator.Sqs;
using CloudIde.Emulator.Sts;

namespace CloudIde.Emulator.Hosting;

/// <summary>The one list of what the emulator consists of: a line a service. <see cref="Protocol.IAwsJsonService"/> says how to add one.</summary>
internal static class EmulatorServices
{
    /// <summary>Registers every service.</summary>
    /// <param name="services">The emulator's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddEmulatorServices(this IServiceCollection services)
    {
        // First to start and last to stop: tasks that end still need it.
        services.AddHostedService<RedisService>();
        services.AddSqs();
        services.AddS3();
        services.AddSts();
        services.AddSecretsManager();
        services.AddLogs();
        services.AddEcs();
        return services;
    }

    /// <summary>Maps every endpoint that is not a service's own protocol. They match before S3 sees the request.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapEmulatorEndpoints(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapEmulatorHealth();
        endpoints.MapTaskEndpoints();
        return endpoints;
    }
}
