using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace CloudIde.AwsSdk.Json;

/// <summary>The pipeline step that gives a request its endpoint.</summary>
internal sealed class JsonEndpointResolver : BaseEndpointResolver
{
    /// <summary>Collects what the endpoint depends on.</summary>
    /// <param name="config">The client's configuration.</param>
    /// <param name="alternateRegion">A region that the request itself names, or null.</param>
    /// <returns>The parameters of the endpoint rules.</returns>
    public static EndpointParameters Parameters(IClientConfig config, string alternateRegion)
    {
        var parameters = new EndpointParameters
        {
            [JsonEndpointProvider.UseFips] = config.UseFIPSEndpoint,
            [JsonEndpointProvider.UseDualStack] = config.UseDualstackEndpoint,
            [JsonEndpointProvider.Region] = alternateRegion ?? config.RegionEndpoint?.SystemName,
        };
        if (alternateRegion is null && !string.IsNullOrEmpty(config.ServiceURL))
        {
            parameters[JsonEndpointProvider.Endpoint] = config.ServiceURL;
        }

        return parameters;
    }

    /// <inheritdoc/>
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        Parameters(requestContext.ClientConfig, requestContext.Request.AlternateEndpoint?.SystemName);
}
