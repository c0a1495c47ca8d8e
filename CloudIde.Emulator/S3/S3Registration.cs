using CloudIde.Emulator.Protocol;
using CloudIde.Emulator.S3.Buckets;
using CloudIde.Emulator.S3.Cors;
using CloudIde.Emulator.S3.Listing;
using CloudIde.Emulator.S3.Multipart;
using CloudIde.Emulator.S3.Objects;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3;

/// <summary>Adds S3.</summary>
internal static class S3Registration
{
    /// <summary>Adds S3 to the emulator.</summary>
    /// <param name="services">The emulator's services.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddS3(this IServiceCollection services)
    {
        services.AddSingleton<S3Store>();
        services.AddHostedService(provider => provider.GetRequiredService<S3Store>());
        services.AddSingleton<RequestGate>();
        services.AddSingleton<S3Router>();
        services.AddSingleton<BucketOperations>();
        services.AddSingleton<BucketTagging>();
        services.AddSingleton<CorsOperations>();
        services.AddSingleton<ListingOperations>();
        services.AddSingleton<ObjectReads>();
        services.AddSingleton<ObjectWrites>();
        services.AddSingleton<ObjectCopies>();
        services.AddSingleton<ObjectDeletes>();
        services.AddSingleton<ObjectTagging>();
        services.AddSingleton<UploadOperations>();
        services.AddSingleton<UploadCompletion>();
        services.AddSingleton<UploadListing>();
        services.AddSingleton<PartOperations>();
        return services.AddSingleton<IAwsRestService, S3Service>();
    }
}
