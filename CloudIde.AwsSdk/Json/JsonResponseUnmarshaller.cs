using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace CloudIde.AwsSdk.Json;

/// <summary>Reads a response, or an error as the exception it stands for.</summary>
internal sealed class JsonResponseUnmarshaller<TResponse>(ServiceDescription service) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    /// <inheritdoc/>
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        // Operations without output answer an empty body, which is not JSON.
        using var body = new MemoryStream();
        input.Stream.CopyTo(body);
        return body.Length == 0
            ? new TResponse()
            : (AmazonWebServiceResponse)JsonSerializer.Deserialize(
                body.GetBuffer().AsSpan(0, (int)body.Length), typeof(TResponse), service.Json);
    }

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        return service.ModelledError(error) ?? service.OtherError(error, statusCode);
    }
}
