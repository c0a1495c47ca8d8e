using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Logs;

/// <summary>CloudWatch Logs' errors, in its words.</summary>
internal static class LogsErrors
{
    public static AwsServiceException InvalidParameter(string message) =>
        new(400, "InvalidParameterException", message);

    public static AwsServiceException Constraint(string member, string value, string constraint) =>
        InvalidParameter(
            $"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}");

    public static AwsServiceException Missing(string member) =>
        InvalidParameter(
            $"1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null");

    public static AwsServiceException NoGroup() =>
        new(400, "ResourceNotFoundException", "The specified log group does not exist.");

    public static AwsServiceException NoStream() =>
        new(400, "ResourceNotFoundException", "The specified log stream does not exist.");

    public static AwsServiceException GroupExists() =>
        new(400, "ResourceAlreadyExistsException", "The specified log group already exists");

    public static AwsServiceException StreamExists() =>
        new(400, "ResourceAlreadyExistsException", "The specified log stream already exists");
}
