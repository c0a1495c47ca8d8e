using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using CloudIde.AwsSdk.Json;

namespace Amazon.CloudWatchLogs;

/// <summary>Amazon CloudWatch Logs as its service model describes it.</summary>
internal static class CloudWatchLogsService
{
    public static ServiceDescription Description { get; } = new()
    {
        Namespace = "Amazon.CloudWatchLogs",
        ServiceId = "CloudWatch Logs",
        EndpointPrefix = "logs",
        ApiVersion = "2014-03-28",
        TargetPrefix = "Logs_20140328",
        Json = CloudWatchLogsJsonContext.Default,
        ModelledError = ModelledError,
        OtherError = (error, statusCode) => new AmazonCloudWatchLogsException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, statusCode),
    };

    private static AmazonServiceException ModelledError(ErrorResponse error) => error.Code switch
    {
        "InvalidParameterException" => new InvalidParameterException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "LimitExceededException" => new LimitExceededException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "OperationAbortedException" => new OperationAbortedException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ResourceAlreadyExistsException" => new ResourceAlreadyExistsException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ResourceNotFoundException" => new ResourceNotFoundException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ServiceUnavailableException" => new ServiceUnavailableException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        _ => null,
    };
}
