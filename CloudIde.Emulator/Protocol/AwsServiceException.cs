using System.Text.Json;

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

    /// <summary>What JSON answers give as <c>__type</c>, where AWS puts a namespace before the code.</summary>
    public string? JsonType { get; init; }

    /// <summary>
    /// The code in the query protocol, which JSON answers of a service that once spoke it repeat in
    /// <c>x-amzn-query-error</c>. Null: the service never spoke the query protocol.
    /// </summary>
    public string? QueryCode { get; init; }

    /// <summary>Writes members of the error beyond its message, such as <c>resourceIds</c>. Runs inside the error's object.</summary>
    public Action<Utf8JsonWriter>? WriteMembers { get; init; }

    /// <summary>An operation that the service does not have, or that this emulator leaves out.</summary>
    /// <param name="operation">The operation asked for.</param>
    /// <returns>The error AWS's JSON services answer.</returns>
    public static AwsServiceException UnknownOperation(string operation) =>
        new(400, "UnknownOperationException", $"The operation \"{operation}\" is not known to this service.")
        {
            JsonType = "com.amazon.coral.service#UnknownOperationException",
        };

    /// <summary>A body that is not the JSON the operation expects.</summary>
    /// <param name="problem">What is wrong with it.</param>
    /// <returns>The error AWS's JSON services answer.</returns>
    public static AwsServiceException Serialization(string problem) =>
        new(400, "SerializationException", problem) { JsonType = "com.amazon.coral.service#SerializationException" };
}
