using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudIde.Core.Aws;

/// <summary>Registers the AWS clients of a process.</summary>
public static class AwsServiceCollectionExtensions
{
    /// <summary>Adds <see cref="AwsSettings"/>, <see cref="IAmazonS3"/> and <see cref="IAmazonSQS"/> as singletons.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">Which AWS, and with which credentials.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddAws(this IServiceCollection services, AwsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(settings);
        services.TryAddSingleton(settings);
        services.TryAddSingleton(static provider => CreateS3Client(provider.GetRequiredService<AwsSettings>()));
        services.TryAddSingleton(static provider => CreateSqsClient(provider.GetRequiredService<AwsSettings>()));
        return services;
    }

    /// <summary>Creates an S3 client. The caller disposes it.</summary>
    /// <param name="settings">Which AWS, and with which credentials.</param>
    /// <returns>The client.</returns>
    public static IAmazonS3 CreateS3Client(this AwsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);

        // With an endpoint of its own, bucket.localhost does not resolve everywhere; the path form always does.
        var config = new AmazonS3Config { ForcePathStyle = settings.S3EndpointUrl is not null }.For(settings, settings.S3EndpointUrl);
        return settings.AccessKey is { } key ? new AmazonS3Client(key.ToCredentials(), config) : new AmazonS3Client(config);
    }

    /// <summary>Creates an SQS client. The caller disposes it.</summary>
    /// <param name="settings">Which AWS, and with which credentials.</param>
    /// <returns>The client.</returns>
    public static IAmazonSQS CreateSqsClient(this AwsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var config = new AmazonSQSConfig().For(settings, settings.SqsEndpointUrl);
        return settings.AccessKey is { } key ? new AmazonSQSClient(key.ToCredentials(), config) : new AmazonSQSClient(config);
    }

    /// <summary>Points a client's configuration, of any AWS service, at the endpoint or the region.</summary>
    /// <typeparam name="T">The client's configuration type.</typeparam>
    /// <param name="config">The configuration.</param>
    /// <param name="settings">Which AWS.</param>
    /// <returns>The same configuration.</returns>
    public static T For<T>(this T config, AwsSettings settings)
        where T : ClientConfig
    {
        ArgumentNullException.ThrowIfNull(settings);
        return config.For(settings, settings.EndpointUrl);
    }

    private static T For<T>(this T config, AwsSettings settings, Uri? endpointUrl)
        where T : ClientConfig
    {
        ArgumentNullException.ThrowIfNull(config);
        if (settings.RequestTimeout is { } timeout)
        {
            config.Timeout = timeout;
        }

        if (endpointUrl is { } endpoint)
        {
            // Setting RegionEndpoint as well would win over ServiceURL.
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = settings.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }

        return config;
    }
}
