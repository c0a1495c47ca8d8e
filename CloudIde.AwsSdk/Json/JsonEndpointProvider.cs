using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;

namespace CloudIde.AwsSdk.Json;

/// <summary>The endpoint rules that AWS's regional JSON services share: a URL that was given, or a host in the region.</summary>
internal sealed class JsonEndpointProvider(string endpointPrefix) : IEndpointProvider
{
    public const string Region = "Region";
    public const string Endpoint = "Endpoint";
    public const string UseFips = "UseFIPS";
    public const string UseDualStack = "UseDualStack";

    /// <inheritdoc/>
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var fips = parameters[UseFips] is true;
        var dualStack = parameters[UseDualStack] is true;

        if (parameters[Endpoint] is string url)
        {
            return fips || dualStack
                ? throw new AmazonClientException("FIPS and dual stack are not supported with a custom endpoint.")
                : new Endpoint(url);
        }

        if (parameters[Region] is not string region)
        {
            throw new AmazonClientException("No region is configured: set AWS_REGION.");
        }

        var suffix = dualStack ? "api.aws" : RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
        return new Endpoint($"https://{endpointPrefix}{(fips ? "-fips" : "")}.{region}.{suffix}");
    }
}
