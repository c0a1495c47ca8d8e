using System.Net;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs.Model;

/// <summary>Several requests changed the same resource.</summary>
public class OperationAbortedException : AmazonCloudWatchLogsException
{
    public OperationAbortedException(string message)
        : base(message)
    {
    }

    public OperationAbortedException(
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
