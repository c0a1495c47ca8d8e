using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>Secrets Manager's errors, in its words.</summary>
internal static class SecretErrors
{
    public static AwsServiceException InvalidParameter(string message) => new(400, "InvalidParameterException", message);

    public static AwsServiceException InvalidRequest(string message) => new(400, "InvalidRequestException", message);

    public static AwsServiceException Invalid(string message) => new(400, "ValidationException", message);

    public static AwsServiceException Constraint(string member, string? value, string constraint) =>
        Invalid($"1 validation error detected: Value {(value is null ? "null" : $"'{value}'")} at '{member}' "
            + $"failed to satisfy constraint: {constraint}");

    public static AwsServiceException NotFound(string message = "Secrets Manager can't find the specified secret.") =>
        new(400, "ResourceNotFoundException", message);

    public static AwsServiceException Exists(string message) => new(400, "ResourceExistsException", message);

    public static AwsServiceException InvalidToken() => new(400, "InvalidNextTokenException", "The NextToken value is invalid.");

    public static AwsServiceException MarkedForDeletion() =>
        InvalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
}
