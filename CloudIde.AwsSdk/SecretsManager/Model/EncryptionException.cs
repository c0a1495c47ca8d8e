using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The secret could not be encrypted.</summary>
public class EncryptionException : AmazonSecretsManagerException
{
    public EncryptionException(string message)
        : base(message)
    {
    }

    public EncryptionException(
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
