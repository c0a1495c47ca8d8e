using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>Adds SQS.</summary>
internal static class SqsRegistration
{
    /// <summary>Adds SQS to the emulator.</summary>
    /// <param name="services">The emulator's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddSqs(this IServiceCollection services)
    {
        services.AddSingleton<SqsStore>();
        services.AddSingleton<MessageMoves>();
        services.AddSingleton<SqsService>();
        services.AddSingleton<IAwsJsonService>(provider => provider.GetRequiredService<SqsService>());
        services.AddSingleton<IAwsQueryService, SqsQueryService>();
        services.AddHostedService(provider => provider.GetRequiredService<SqsStore>());
        services.AddHostedService(provider => provider.GetRequiredService<MessageMoves>());
        return services;
    }
}
