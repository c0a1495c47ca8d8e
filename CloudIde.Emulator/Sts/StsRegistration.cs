using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sts;

/// <summary>Adds STS.</summary>
internal static class StsRegistration
{
    /// <summary>Adds STS to the emulator.</summary>
    /// <param name="services">The emulator's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddSts(this IServiceCollection services) =>
        services.AddSingleton<IAwsQueryService, StsService>();
}
