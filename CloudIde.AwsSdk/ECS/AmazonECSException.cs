using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS;

/// <summary>An error that ECS answered. <see cref="AmazonServiceException.ErrorCode"/> has its code.</summary>
public class AmazonECSException : AmazonServiceException
{
    public AmazonECSException(string message)
        : base(message)
    {
    }

    public AmazonECSException(
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
