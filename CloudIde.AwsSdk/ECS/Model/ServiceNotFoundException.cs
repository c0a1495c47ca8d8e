using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>There is no such service.</summary>
public class ServiceNotFoundException : AmazonECSException
{
    public ServiceNotFoundException(string message)
        : base(message)
    {
    }

    public ServiceNotFoundException(
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
