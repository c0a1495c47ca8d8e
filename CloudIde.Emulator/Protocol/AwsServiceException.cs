namespace CloudIde.Emulator.Protocol;

/// <summary>An error that a client receives in the form of the protocol it spoke.</summary>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="code">AWS's error code, such as <c>ClusterNotFoundException</c>.</param>
/// <param name="message">What is wrong, naming the field.</param>
internal sealed class AwsServiceException(int statusCode, string code, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; } = statusCode;

    /// <summary>AWS's error code.</summary>
    public string Code { get; } = code;

    /// <summary>An operation that the service does not have, or that this emulator leaves out.</summary>
    /// <param name="operation">The operation asked for.</param>
    /// <returns>The error AWS's JSON services answer.</returns>
    public static AwsServiceException UnknownOperation(string operation) =>
        new(400, "UnknownOperationException", $"The operation \"{operation}\" is not known to this service.");
}
