using System.Buffers;

namespace CloudIde.Emulator.Protocol;

/// <summary>A service that speaks AWS's JSON protocol: <c>X-Amz-Target: Prefix.Operation</c> and a JSON body.</summary>
/// <remarks>
/// To add a service: implement this interface, register the implementation as a singleton
/// <c>IAwsJsonService</c> in an <c>AddX(this IServiceCollection)</c> extension, and call that in
/// <see cref="Hosting.EmulatorServices.AddEmulatorServices"/>. Plain HTTP endpoints of the service go into a
/// <c>MapX(this IEndpointRouteBuilder)</c> extension that <see cref="Hosting.EmulatorServices.MapEmulatorEndpoints"/> calls.
/// State that must be read before the first request is read by an <see cref="IHostedService"/>: those start
/// before the listener does.
/// </remarks>
internal interface IAwsJsonService
{
    /// <summary>The name in LocalStack's health document, such as <c>sqs</c>.</summary>
    string Name { get; }

    /// <summary>What stands before the dot of <c>X-Amz-Target</c>, such as <c>AmazonSQS</c>.</summary>
    string TargetPrefix { get; }

    /// <summary>The content type of its answers, such as <c>application/x-amz-json-1.1</c>.</summary>
    string ContentType { get; }

    /// <summary>Runs one operation.</summary>
    /// <param name="operation">What stands behind the dot of <c>X-Amz-Target</c>.</param>
    /// <param name="input">The request's JSON, not yet parsed. It is reused after the call: keep no reference to it.</param>
    /// <param name="output">Receives the answer's JSON; an operation without an answer writes nothing.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    /// <exception cref="AwsServiceException">
    /// The error that the client receives. A <see cref="System.Text.Json.JsonException"/> becomes a SerializationException.
    /// </exception>
    ValueTask InvokeAsync(
        string operation,
        ReadOnlyMemory<byte> input,
        IBufferWriter<byte> output,
        CancellationToken cancellationToken);

    /// <summary>Runs one operation whose answer holds addresses of this endpoint. Override it where that is so.</summary>
    /// <param name="operation">What stands behind the dot of <c>X-Amz-Target</c>.</param>
    /// <param name="input">The request's JSON, not yet parsed.</param>
    /// <param name="endpoint">The endpoint as the client knows it, such as <c>http://localhost:4566</c>.</param>
    /// <param name="output">Receives the answer's JSON.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    ValueTask InvokeAtAsync(
        string operation,
        ReadOnlyMemory<byte> input,
        string endpoint,
        IBufferWriter<byte> output,
        CancellationToken cancellationToken) =>
        InvokeAsync(operation, input, output, cancellationToken);
}
