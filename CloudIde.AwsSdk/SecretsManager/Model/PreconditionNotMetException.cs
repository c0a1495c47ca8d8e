using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The request lacks a step that must come first.</summary>
public class PreconditionNotMetException : AmazonSecretsManagerException
{
    public PreconditionNotMetException(string message)
        : base(message)
    {
    }

    public PreconditionNotMetException(
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
