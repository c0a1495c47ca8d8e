using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>SQS in AWS's JSON protocol. The query protocol is translated to it by <see cref="SqsQueryService"/>.</summary>
/// <param name="store">The queues.</param>
/// <param name="moves">The message move tasks.</param>
/// <param name="options">Account and clock.</param>
internal sealed partial class SqsService(SqsStore store, MessageMoves moves, EmulatorOptions options) : IAwsJsonService
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // Bodies go to programs, not into web pages: escaping every non-ASCII character would triple some of them.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <inheritdoc/>
    public string Name => "sqs";

    /// <inheritdoc/>
    public string TargetPrefix => "AmazonSQS";

    /// <inheritdoc/>
    public string ContentType => "application/x-amz-json-1.0";

    /// <inheritdoc/>
    public ValueTask InvokeAsync(
        string operation, ReadOnlyMemory<byte> input, IBufferWriter<byte> output, CancellationToken cancellationToken) =>
        InvokeAtAsync(operation, input, $"http://localhost:{options.Port}", output, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask InvokeAtAsync(
        string operation,
        ReadOnlyMemory<byte> input,
        string endpoint,
        IBufferWriter<byte> output,
        CancellationToken cancellationToken)
    {
        using var document = input.IsEmpty ? JsonDocument.Parse("{}") : JsonDocument.Parse(input);
        var request = SqsInput.Of(document);
        switch (operation)
        {
            case "SendMessage":
                await SendMessageAsync(request, output);
                break;
            case "SendMessageBatch":
                await SendMessageBatchAsync(request, output);
                break;
            case "ReceiveMessage":
                await ReceiveMessageAsync(request, output, cancellationToken);
                break;
            case "DeleteMessage":
                await FindQueue(request).DeleteAsync(request.RequiredText("ReceiptHandle"));
                break;
            case "DeleteMessageBatch":
                await DeleteMessageBatchAsync(request, output);
                break;
            case "ChangeMessageVisibility":
                await ChangeMessageVisibilityAsync(FindQueue(request), request);
                break;
            case "ChangeMessageVisibilityBatch":
                await ChangeMessageVisibilityBatchAsync(request, output);
                break;
            case "PurgeQueue":
                await FindQueue(request).PurgeAsync();
                break;
            case "GetQueueAttributes":
                GetQueueAttributes(request, output);
                break;
            case "SetQueueAttributes":
                SetQueueAttributes(request);
                break;
            case "CreateQueue":
                CreateQueue(request, endpoint, output);
                break;
            case "GetQueueUrl":
                GetQueueUrl(request, endpoint, output);
                break;
            case "ListQueues":
                ListQueues(request, endpoint, output);
                break;
            case "ListDeadLetterSourceQueues":
                ListDeadLetterSourceQueues(request, endpoint, output);
                break;
            case "DeleteQueue":
                store.Delete(FindQueue(request));
                break;
            case "TagQueue":
                TagQueue(request);
                break;
            case "UntagQueue":
                UntagQueue(request);
                break;
            case "ListQueueTags":
                ListQueueTags(request, output);
                break;
            case "StartMessageMoveTask":
                StartMessageMoveTask(request, output);
                break;
            case "ListMessageMoveTasks":
                ListMessageMoveTasks(request, output);
                break;
            case "CancelMessageMoveTask":
                CancelMessageMoveTask(request, output);
                break;
            default:
                throw AwsServiceException.UnknownOperation(operation);
        }
    }

    /// <summary>Finds the queue of a request. Only the address's path counts: clients reach the emulator by several names.</summary>
    private SqsQueue FindQueue(SqsInput request)
    {
        var address = request.RequiredText("QueueUrl");
        var path = address.AsSpan();
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            path = path[(scheme + 3)..];
            var slash = path.IndexOf('/');
            path = slash < 0 ? default : path[(slash + 1)..];
        }

        path = path.Trim('/');
        var separator = path.LastIndexOf('/');
        if (separator < 0)
        {
            throw SqsErrors.InvalidAddress(address);
        }

        if (!path[..separator].EndsWith(options.AccountId, StringComparison.Ordinal))
        {
            throw SqsErrors.QueueDoesNotExist();
        }

        return store.Find(path[(separator + 1)..].ToString()) ?? throw SqsErrors.QueueDoesNotExist();
    }

    private string QueueUrl(string endpoint, string name) => $"{endpoint}/{options.AccountId}/{name}";

    private static void Write<TState>(IBufferWriter<byte> output, TState state, Action<Utf8JsonWriter, TState> write)
    {
        using var json = new Utf8JsonWriter(output, WriterOptions);
        json.WriteStartObject();
        write(json, state);
        json.WriteEndObject();
    }
}
