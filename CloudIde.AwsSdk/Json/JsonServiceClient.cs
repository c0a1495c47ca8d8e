using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;

namespace CloudIde.AwsSdk.Json;

/// <summary>A client of one of AWS's JSON 1.1 services, on AWSSDK.Core's pipeline.</summary>
public abstract class JsonServiceClient : AmazonServiceClient
{
    private protected JsonServiceClient(JsonServiceConfig config)
        : base(config)
    {
    }

    private protected JsonServiceClient(AWSCredentials credentials, JsonServiceConfig config)
        : base(credentials, config)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => field ??= new ServiceMetadata(Service);

    /// <summary>The service. AWSSDK.Core's constructor asks for it before a field of the client would be set.</summary>
    private protected abstract ServiceDescription Service { get; }

    /// <summary>The endpoint that a request would go to.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The endpoint.</returns>
    public Endpoint DetermineServiceOperationEndpoint(AmazonWebServiceRequest request) =>
        ((ClientConfig)Config).DetermineServiceOperationEndpoint(new ServiceOperationEndpointParameters(request));

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new JsonEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4Handler());
    }

    /// <summary>Calls an operation whose name is the request type's without <c>Request</c>.</summary>
    private protected Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellationToken)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new()
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = new JsonRequestMarshaller<TRequest>(Service),
            ResponseUnmarshaller = new JsonResponseUnmarshaller<TResponse>(Service),
        };
        return InvokeAsync<TResponse>(request, options, cancellationToken);
    }
}
