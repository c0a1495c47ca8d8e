using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>The request is at fault, such as a name that does not exist.</summary>
public class ClientException : AmazonECSException
{
    public ClientException(string message)
        : base(message)
    {
    }

    public ClientException(
        string message,
        Exception innerException,
        ErrorType errorType,
        string errorCode,
        string requestId,
        HttpStatusCode statusCode)
        : base(message, innerException, errorType, errorCode, requestId, statusCode)
    {
    }
}
