using System.Buffers;

namespace CloudIde.Emulator.Protocol;

/// <summary>A service of AWS's JSON protocol 1.1 that consists of a table of operations.</summary>
/// <param name="name">The name in LocalStack's health document.</param>
/// <param name="targetPrefix">What stands before the dot of <c>X-Amz-Target</c>.</param>
/// <param name="operations">The operations.</param>
internal abstract class JsonOperationsService(string name, string targetPrefix, JsonOperations operations) : IAwsJsonService
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string TargetPrefix => targetPrefix;

    /// <inheritdoc/>
    public string ContentType => "application/x-amz-json-1.1";

    /// <inheritdoc/>
    public ValueTask InvokeAsync(
        string operation,
        ReadOnlyMemory<byte> input,
        IBufferWriter<byte> output,
        CancellationToken cancellationToken)
    {
        operations.Invoke(operation, input, output);
        return ValueTask.CompletedTask;
    }
}
