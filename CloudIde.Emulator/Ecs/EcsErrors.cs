using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs;

/// <summary>ECS's errors, in its words where those are known.</summary>
internal static class EcsErrors
{
    public static AwsServiceException InvalidParameter(string message) => new(400, "InvalidParameterException", message);

    public static AwsServiceException Client(string message) => new(400, "ClientException", message);

    public static AwsServiceException NotEmulated(string member) => InvalidParameter($"{member} is not emulated.");

    public static AwsServiceException ClusterNotFound() => new(400, "ClusterNotFoundException", "Cluster not found.");

    public static AwsServiceException ServiceNotFound() => new(400, "ServiceNotFoundException", "Service not found.");

    public static AwsServiceException InvalidToken() => InvalidParameter("Invalid token.");

    public static AwsServiceException Throttled() => new(400, "ThrottlingException", "Rate exceeded");

    public static AwsServiceException ResourceNotFound() =>
        new(400, "ResourceNotFoundException", "The specified resource was not found.");
}
