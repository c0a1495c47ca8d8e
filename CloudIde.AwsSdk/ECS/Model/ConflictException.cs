using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>A client token was used again with other parameters.</summary>
public class ConflictException : AmazonECSException
{
    public ConflictException(string message)
        : base(message)
    {
    }

    public ConflictException(
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
