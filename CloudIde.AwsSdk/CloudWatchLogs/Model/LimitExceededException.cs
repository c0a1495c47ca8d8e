using System.Net;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>A quota of the account is reached.</summary>
public class LimitExceededException : AmazonCloudWatchLogsException
{
    public LimitExceededException(string message)
        : base(message)
    {
    }

    public LimitExceededException(
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
