using System.Buffers;

namespace CloudIde.Emulator.Protocol;

/// <summary>A service that speaks AWS's JSON protocol: <c>X-Amz-Target: Prefix.Operation</c> and a JSON body.</summary>
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
    /// <param name="input">The request's JSON, not yet parsed.</param>
    /// <param name="output">Receives the answer's JSON; an operation without an answer writes nothing.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    /// <exception cref="AwsServiceException">The error that the client receives.</exception>
    ValueTask InvokeAsync(
        string operation,
        ReadOnlyMemory<byte> input,
        IBufferWriter<byte> output,
        CancellationToken cancellationToken);
}
