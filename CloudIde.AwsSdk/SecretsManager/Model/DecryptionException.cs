using System.Net;
using Amazon.Runtime;

namespace Amazon.SecretsManager.Model;

/// <summary>The secret could not be decrypted.</summary>
public class DecryptionException : AmazonSecretsManagerException
{
    public DecryptionException(string message)
        : base(message)
    {
    }

    public DecryptionException(
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
