using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>There is no such platform version.</summary>
public class PlatformUnknownException : AmazonECSException
{
    public PlatformUnknownException(string message)
        : base(message)
    {
    }

    public PlatformUnknownException(
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
