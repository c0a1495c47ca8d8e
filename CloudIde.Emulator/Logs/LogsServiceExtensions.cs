using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Logs;

/// <summary>Adds CloudWatch Logs.</summary>
internal static class LogsServiceExtensions
{
    /// <summary>Adds CloudWatch Logs.</summary>
    /// <param name="services">The emulator's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddLogs(this IServiceCollection services)
    {
        services.AddSingleton(provider => new LogStore(
            Path.Combine(provider.GetRequiredService<EmulatorOptions>().DataDirectory, "logs"),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAwsJsonService>(provider =>
        {
            var options = provider.GetRequiredService<EmulatorOptions>();
            return new LogsService(provider.GetRequiredService<LogStore>(), options.Region, options.AccountId);
        });
        return services;
    }
}
