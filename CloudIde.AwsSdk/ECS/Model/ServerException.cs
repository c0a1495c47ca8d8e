using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>ECS failed.</summary>
public class ServerException : AmazonECSException
{
    public ServerException(string message)
        : base(message)
    {
    }

    public ServerException(
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
