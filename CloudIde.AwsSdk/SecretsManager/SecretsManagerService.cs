using Amazon.SecretsManager.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using CloudIde.AwsSdk.Json;

namespace Amazon.SecretsManager;

/// <summary>AWS Secrets Manager as its service model describes it.</summary>
internal static class SecretsManagerService
{
    public static ServiceDescription Description { get; } = new()
    {
        Namespace = "Amazon.SecretsManager",
        ServiceId = "Secrets Manager",
        EndpointPrefix = "secretsmanager",
        ApiVersion = "2017-10-17",
        TargetPrefix = "secretsmanager",
        Json = SecretsManagerJsonContext.Default,
        ModelledError = ModelledError,
        OtherError = (error, statusCode) => new AmazonSecretsManagerException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, statusCode),
    };

    private static AmazonServiceException ModelledError(ErrorResponse error) => error.Code switch
    {
        "DecryptionFailure" => new DecryptionException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "EncryptionFailure" => new EncryptionException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InternalServiceError" => new InternalServiceErrorException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidParameterException" => new InvalidParameterException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidRequestException" => new InvalidRequestException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "LimitExceededException" => new LimitExceededException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "MalformedPolicyDocumentException" => new MalformedPolicyDocumentException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "PreconditionNotMetException" => new PreconditionNotMetException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ResourceExistsException" => new ResourceExistsException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ResourceNotFoundException" => new ResourceNotFoundException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        _ => null,
    };
}
