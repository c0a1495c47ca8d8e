using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>There is no such cluster.</summary>
public class ClusterNotFoundException : AmazonECSException
{
    public ClusterNotFoundException(string message)
        : base(message)
    {
    }

    public ClusterNotFoundException(
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
