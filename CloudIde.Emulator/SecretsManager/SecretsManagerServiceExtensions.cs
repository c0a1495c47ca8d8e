using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>Adds Secrets Manager.</summary>
internal static class SecretsManagerServiceExtensions
{
    /// <summary>Adds Secrets Manager.</summary>
    /// <param name="services">The emulator's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddSecretsManager(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<EmulatorOptions>();
            return new SecretStore(
                Path.Combine(options.DataDirectory, "secrets"),
                options.Region,
                options.AccountId,
                provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<IAwsJsonService, SecretsManagerService>();
        return services;
    }
}
