using System.Net;
using Amazon.Runtime;

namespace Amazon.ECS.Model;

/// <summary>The region lacks a feature that was asked for.</summary>
public class UnsupportedFeatureException : AmazonECSException
{
    public UnsupportedFeatureException(string message)
        : base(message)
    {
    }

    public UnsupportedFeatureException(
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
