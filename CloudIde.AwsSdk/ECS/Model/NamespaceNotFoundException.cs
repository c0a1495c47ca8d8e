using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>There is no such namespace.</summary>
public class NamespaceNotFoundException : AmazonECSException
{
    public NamespaceNotFoundException(string message)
        : base(message)
    {
    }

    public NamespaceNotFoundException(
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
