using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace CloudIde.AwsSdk.Json;

/// <summary>Writes a request as AWS's JSON 1.1 protocol wants it.</summary>
internal sealed class JsonRequestMarshaller<TRequest>(ServiceDescription service)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    /// <inheritdoc/>
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var operation = typeof(TRequest).Name[..^"Request".Length];
        var request = new DefaultRequest(input, service.Namespace)
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = JsonSerializer.SerializeToUtf8Bytes(input, typeof(TRequest), service.Json),
        };
        request.Headers["X-Amz-Target"] = $"{service.TargetPrefix}.{operation}";
        request.Headers["Content-Type"] = "application/x-amz-json-1.1";
        request.Headers["x-amz-api-version"] = service.ApiVersion;
        return request;
    }
}
