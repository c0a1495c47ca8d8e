using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The resource policy is not valid.</summary>
public class MalformedPolicyDocumentException : AmazonSecretsManagerException
{
    public MalformedPolicyDocumentException(string message)
        : base(message)
    {
    }

    public MalformedPolicyDocumentException(
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
