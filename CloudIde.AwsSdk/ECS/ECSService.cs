using Amazon.ECS.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using CloudIde.AwsSdk.Json;

namespace Amazon.ECS;

/// <summary>Amazon ECS as its service model describes it.</summary>
internal static class ECSService
{
    public static ServiceDescription Description { get; } = new()
    {
        Namespace = "Amazon.ECS",
        ServiceId = "ECS",
        EndpointPrefix = "ecs",
        ApiVersion = "2014-11-13",
        TargetPrefix = "AmazonEC2ContainerServiceV20141113",
        Json = ECSJsonContext.Default,
        ModelledError = ModelledError,
        OtherError = (error, statusCode) => new AmazonECSException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, statusCode),
    };

    private static AmazonServiceException ModelledError(ErrorResponse error) => error.Code switch
    {
        "AccessDeniedException" => new AccessDeniedException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "BlockedException" => new BlockedException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ClientException" => new ClientException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ClusterNotFoundException" => new ClusterNotFoundException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ConflictException" => new ConflictException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "InvalidParameterException" => new InvalidParameterException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "LimitExceededException" => new LimitExceededException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "NamespaceNotFoundException" => new NamespaceNotFoundException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "PlatformTaskDefinitionIncompatibilityException" => new PlatformTaskDefinitionIncompatibilityException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "PlatformUnknownException" => new PlatformUnknownException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ServerException" => new ServerException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "ServiceNotFoundException" => new ServiceNotFoundException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        "UnsupportedFeatureException" => new UnsupportedFeatureException(
            error.Message, error.InnerException, error.Type, error.Code, error.RequestId, error.StatusCode),
        _ => null,
    };
}
