using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>The platform version cannot run the task definition.</summary>
public class PlatformTaskDefinitionIncompatibilityException : AmazonECSException
{
    public PlatformTaskDefinitionIncompatibilityException(string message)
        : base(message)
    {
    }

    public PlatformTaskDefinitionIncompatibilityException(
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
