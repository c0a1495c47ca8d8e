using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.S3;

/// <summary>Adds S3.</summary>
internal static class S3Registration
{
    /// <summary>Adds S3 to the emulator.</summary>
    /// <param name="services">The emulator's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddS3(this IServiceCollection services) =>
        services.AddSingleton<IAwsRestService, S3Service>();
}
