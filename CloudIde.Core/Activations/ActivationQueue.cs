using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using CloudIde.Core.Aws;
using CloudIde.Core.Telemetry;

namespace CloudIde.Core.Activations;

/// <summary>
/// The queue of activations in SQS. Errors reach the caller: a depth that could not be read is an error and never 0, and a
/// receive that failed is not an empty queue.
/// </summary>
public sealed class ActivationQueue(IAmazonSQS sqs, AwsSettings settings) : IDisposable
{
    /// <summary>The queue, unless <c>AWS_SQS_QUEUE_URL</c> names another.</summary>
    public const string DefaultQueueName = "cloudide-terminal-queue";

    /// <summary>SQS' limit of a batch.</summary>
    private const int MaxBatch = 10;

    private readonly SemaphoreSlim _urlLock = new(1, 1);
    private string? _queueUrl = settings.QueueUrl?.OriginalString;

    /// <summary>Sends an activation. The current trace goes along.</summary>
    /// <param name="message">The activation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when SQS has stored the message.</returns>
    /// <exception cref="AmazonSQSException">SQS refused or could not be reached.</exception>
    public async Task SendAsync(ActivationMessage message, CancellationToken cancellationToken)
    {
        using var activity = CloudIdeTelemetry.Core.StartActivity("activation send", ActivityKind.Producer);
        activity?.SetTag("cloudide.project_id", message.ProjectId);
        activity?.SetTag("messaging.system", "aws_sqs");

        var request = new SendMessageRequest
        {
            QueueUrl = await GetQueueUrlAsync(cancellationToken),
            MessageBody = JsonSerializer.Serialize(message, ActivationJsonContext.Default.ActivationMessage),
        };
        if (Activity.Current is { } current)
        {
            request.MessageAttributes = new() { [CloudIdeTelemetry.TraceParent] = Text(current.Id!) };
            if (!string.IsNullOrEmpty(current.TraceStateString))
            {
                request.MessageAttributes[CloudIdeTelemetry.TraceState] = Text(current.TraceStateString);
            }
        }

        await sqs.SendMessageAsync(request, cancellationToken);
    }

    /// <summary>Takes messages, waiting for the first one.</summary>
    /// <param name="max">How many at most, 1 to 10.</param>
    /// <param name="wait">How long to wait for the first one, 20 s at most (SQS' long poll).</param>
    /// <param name="visibility">For how long no other worker gets them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The messages; empty when none came in time.</returns>
    /// <exception cref="AmazonSQSException">SQS refused or could not be reached.</exception>
    public async Task<IReadOnlyList<ReceivedActivation>> ReceiveAsync(
        int max, TimeSpan wait, TimeSpan visibility, CancellationToken cancellationToken)
    {
        var response = await sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest
            {
                QueueUrl = await GetQueueUrlAsync(cancellationToken),
                MaxNumberOfMessages = max,
                WaitTimeSeconds = (int)wait.TotalSeconds,
                VisibilityTimeout = (int)visibility.TotalSeconds,
                MessageAttributeNames = [CloudIdeTelemetry.TraceParent, CloudIdeTelemetry.TraceState],
                MessageSystemAttributeNames = [MessageSystemAttributeName.ApproximateReceiveCount],
            },
            cancellationToken);
        return response.Messages is null ? [] : response.Messages.ConvertAll(Parse);
    }

    /// <summary>Keeps a message in flight for a time from now.</summary>
    /// <param name="receiptHandle">The delivery.</param>
    /// <param name="visibility">For how long; zero gives it back at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when SQS has taken it.</returns>
    /// <exception cref="AmazonSQSException">SQS refused, for example since the delivery has timed out, or could not be reached.</exception>
    public async Task ExtendAsync(string receiptHandle, TimeSpan visibility, CancellationToken cancellationToken) =>
        await sqs.ChangeMessageVisibilityAsync(
            await GetQueueUrlAsync(cancellationToken), receiptHandle, (int)visibility.TotalSeconds, cancellationToken);

    /// <summary>Keeps many messages in flight for a time from now.</summary>
    /// <param name="receiptHandles">The deliveries.</param>
    /// <param name="visibility">For how long; zero gives them back at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many SQS refused, as those whose delivery has timed out.</returns>
    /// <exception cref="AmazonSQSException">SQS could not be reached.</exception>
    public async Task<int> ExtendAllAsync(
        IEnumerable<string> receiptHandles, TimeSpan visibility, CancellationToken cancellationToken)
    {
        var refused = 0;
        foreach (var batch in receiptHandles.Chunk(MaxBatch))
        {
            var entries = batch.Select((receipt, index) => new ChangeMessageVisibilityBatchRequestEntry(
                index.ToString(CultureInfo.InvariantCulture), receipt)
            {
                VisibilityTimeout = (int)visibility.TotalSeconds,
            });
            var response = await sqs.ChangeMessageVisibilityBatchAsync(
                await GetQueueUrlAsync(cancellationToken), [.. entries], cancellationToken);
            refused += response.Failed?.Count ?? 0;
        }

        return refused;
    }

    /// <summary>Deletes a message.</summary>
    /// <param name="receiptHandle">The delivery.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when SQS has taken it.</returns>
    /// <exception cref="AmazonSQSException">SQS refused or could not be reached.</exception>
    public async Task DeleteAsync(string receiptHandle, CancellationToken cancellationToken) =>
        await sqs.DeleteMessageAsync(await GetQueueUrlAsync(cancellationToken), receiptHandle, cancellationToken);

    /// <summary>Reads the queue's counts.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="AmazonSQSException">SQS refused or could not be reached.</exception>
    /// <exception cref="InvalidDataException">SQS answered without the counts.</exception>
    public async Task<QueueDepth> GetDepthAsync(CancellationToken cancellationToken)
    {
        var response = await sqs.GetQueueAttributesAsync(
            await GetQueueUrlAsync(cancellationToken),
            [
                QueueAttributeName.ApproximateNumberOfMessages,
                QueueAttributeName.ApproximateNumberOfMessagesNotVisible,
                QueueAttributeName.ApproximateNumberOfMessagesDelayed,
            ],
            cancellationToken);
        return new QueueDepth(
            Count(response, QueueAttributeName.ApproximateNumberOfMessages),
            Count(response, QueueAttributeName.ApproximateNumberOfMessagesNotVisible),
            Count(response, QueueAttributeName.ApproximateNumberOfMessagesDelayed));
    }

    /// <inheritdoc/>
    public void Dispose() => _urlLock.Dispose();

    // The SDK's properties for these counts turn a missing attribute into 0, which would read as "no load".
    private static int Count(GetQueueAttributesResponse response, QueueAttributeName name) =>
        response.Attributes is { } attributes && attributes.TryGetValue(name.Value, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new InvalidDataException($"SQS answered without a number for the attribute {name.Value}.");

    private static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };

    private static ReceivedActivation Parse(Message message)
    {
        var (activation, problem) = ParseBody(message.Body);
        return new ReceivedActivation(
            activation,
            problem,
            message.MessageId,
            message.ReceiptHandle,
            ReceiveCount(message),
            CloudIdeTelemetry.ParseContext(Attribute(message, CloudIdeTelemetry.TraceParent), Attribute(message, CloudIdeTelemetry.TraceState)));
    }

    /// <summary>Reads a message's body.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The activation, or why it is none.</returns>
    internal static (ActivationMessage? Activation, string? Problem) ParseBody(string body)
    {
        try
        {
            var activation = JsonSerializer.Deserialize(body, ActivationJsonContext.Default.ActivationMessage);
            return activation switch
            {
                null => (null, "The body is null."),
                { Version: not ActivationMessage.CurrentVersion } =>
                    (null, $"The body has version {activation.Version}; this worker understands {ActivationMessage.CurrentVersion}."),
                { ProjectId: null or "" } or { ActivationId: null or "" } => (null, "The body names no project or activation."),
                { Command.CommandId: "" } or { Command: { TimeoutSeconds: < 1 } or { KeepSeconds: < 1 } } =>
                    (null, "The body's command has no id, or a timeout or lifetime below one second."),
                _ => (activation, null),
            };
        }
        catch (JsonException e)
        {
            return (null, $"The body is not an activation: {e.Message}");
        }
    }

    private static int ReceiveCount(Message message) =>
        message.Attributes is { } attributes
        && attributes.TryGetValue(MessageSystemAttributeName.ApproximateReceiveCount.Value, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 1;

    private static string? Attribute(Message message, string name) =>
        message.MessageAttributes is { } attributes && attributes.TryGetValue(name, out var value) ? value.StringValue : null;

    /// <summary>The queue's URL.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The URL.</returns>
    internal async ValueTask<string> GetQueueUrlAsync(CancellationToken cancellationToken)
    {
        if (_queueUrl is { } known)
        {
            return known;
        }

        await _urlLock.WaitAsync(cancellationToken);
        try
        {
            return _queueUrl ??= (await sqs.GetQueueUrlAsync(DefaultQueueName, cancellationToken)).QueueUrl;
        }
        finally
        {
            _urlLock.Release();
        }
    }
}
