using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace CloudIde.AwsSdk.Json;

/// <summary>
/// The part of a client's configuration that is the same for every JSON service. Region, service URL
/// (<c>AWS_ENDPOINT_URL</c> and its per-service forms), credentials and retries are AWSSDK.Core's own.
/// </summary>
public abstract class JsonServiceConfig : ClientConfig
{
    private readonly ServiceDescription _service;

    private protected JsonServiceConfig(ServiceDescription service)
        : base(new DefaultConfigurationProvider(DefaultConfigurations.All))
    {
        _service = service;
        ServiceId = service.ServiceId;
        AuthenticationServiceName = service.EndpointPrefix;
        EndpointProvider = new JsonEndpointProvider(service.EndpointPrefix);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => _service.EndpointPrefix;

    /// <inheritdoc/>
    public override string ServiceVersion => _service.ApiVersion;

    /// <inheritdoc/>
    public override string UserAgent { get; } = InternalSDKUtils.BuildUserAgentString("CloudIde", "1.0");

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return EndpointProvider.ResolveEndpoint(
            JsonEndpointResolver.Parameters(this, parameters.AlternateEndpoint?.SystemName));
    }
}
