using System.Globalization;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using CloudIde.Core.Activations;

namespace CloudIde.Core.Commands;

/// <summary>
/// The queue into which SQS moves what could not be done in the allowed number of tries. It is looked at without taking
/// anything, and put back without losing anything.
/// </summary>
public sealed class DeadLetters(IAmazonSQS sqs, ActivationQueue queue)
{
    /// <summary>For how long a look hides messages from the next one, if it cannot put them back.</summary>
    private const int LookSeconds = 30;

    private const int MaxBatch = 10;

    private string? _url;

    /// <summary>How many there are, approximately.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number; null when the queue moves nothing to dead letters.</returns>
    /// <exception cref="AmazonSQSException">SQS refused or could not be reached.</exception>
    public async Task<int?> CountAsync(CancellationToken cancellationToken)
    {
        if (await GetUrlAsync(cancellationToken) is not { } url)
        {
            return null;
        }

        var answer = await sqs.GetQueueAttributesAsync(
            url,
            [QueueAttributeName.ApproximateNumberOfMessages, QueueAttributeName.ApproximateNumberOfMessagesNotVisible],
            cancellationToken);
        return answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible;
    }

    /// <summary>Lists them. They stay where they are; only their receive counts grow, and another look at the same moment may miss some.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The messages, in the order in which SQS gave them.</returns>
    /// <exception cref="AmazonSQSException">SQS refused or could not be reached.</exception>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int max, CancellationToken cancellationToken)
    {
        if (await GetUrlAsync(cancellationToken) is not { } url)
        {
            return [];
        }

        var found = await ReceiveAsync(url, max, static _ => false, cancellationToken);
        await PutBackAsync(url, found);
        return [.. found.Select(Parse)];
    }

    /// <summary>Puts one back into the queue of activations.</summary>
    /// <param name="messageId">SQS' id of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when there is none of that id, or another look has it at the moment.</returns>
    /// <exception cref="AmazonSQSException">SQS refused or could not be reached.</exception>
    public async Task<bool> RedriveAsync(string messageId, CancellationToken cancellationToken)
    {
        if (await GetUrlAsync(cancellationToken) is not { } url)
        {
            return false;
        }

        var found = await ReceiveAsync(url, int.MaxValue, message => message.MessageId == messageId, cancellationToken);
        var wanted = found.Find(message => message.MessageId == messageId);
        await PutBackAsync(url, found.Where(message => message != wanted));
        if (wanted is null)
        {
            return false;
        }

        // First sent, then deleted: twice does no harm, never is a loss.
        await sqs.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = await queue.GetQueueUrlAsync(cancellationToken),
                MessageBody = wanted.Body,
                MessageAttributes = wanted.MessageAttributes,
            },
            CancellationToken.None);
        await sqs.DeleteMessageAsync(url, wanted.ReceiptHandle, CancellationToken.None);
        return true;
    }

    /// <summary>Has SQS put all of them back into the queue of activations. It goes on after this returns.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>About how many there are; null when the queue moves nothing to dead letters.</returns>
    /// <exception cref="AmazonSQSException">SQS refused, for example since it moves them already, or could not be reached.</exception>
    public async Task<int?> RedriveAllAsync(CancellationToken cancellationToken)
    {
        if (await CountAsync(cancellationToken) is not { } count)
        {
            return null;
        }

        if (count > 0)
        {
            var arn = await GetArnAsync(_url!, cancellationToken);
            var target = await GetArnAsync(await queue.GetQueueUrlAsync(cancellationToken), cancellationToken);
            await sqs.StartMessageMoveTaskAsync(
                new StartMessageMoveTaskRequest { SourceArn = arn, DestinationArn = target }, cancellationToken);
        }

        return count;
    }

    private static DeadLetter Parse(Message message)
    {
        var (activation, problem) = ActivationQueue.ParseBody(message.Body);
        return new DeadLetter(
            message.MessageId,
            message.Body,
            (int)(Number(message, MessageSystemAttributeName.ApproximateReceiveCount) ?? 1),
            Time(message, MessageSystemAttributeName.SentTimestamp),
            Time(message, MessageSystemAttributeName.ApproximateFirstReceiveTimestamp),
            activation,
            problem);
    }

    private static long? Number(Message message, MessageSystemAttributeName name) =>
        message.Attributes is { } attributes && attributes.TryGetValue(name.Value, out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static DateTimeOffset? Time(Message message, MessageSystemAttributeName name) =>
        Number(message, name) is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    private async Task<List<Message>> ReceiveAsync(string url, int max, Func<Message, bool> last, CancellationToken cancellationToken)
    {
        List<Message> found = [];
        while (found.Count < max)
        {
            var answer = await sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest
                {
                    QueueUrl = url,
                    MaxNumberOfMessages = Math.Min(MaxBatch, max - found.Count),
                    VisibilityTimeout = LookSeconds,
                    WaitTimeSeconds = 1,
                    MessageAttributeNames = ["All"],
                    MessageSystemAttributeNames = ["All"],
                },
                cancellationToken);
            if (answer.Messages is not { Count: > 0 } messages)
            {
                break;
            }

            found.AddRange(messages);
            if (messages.Exists(message => last(message)))
            {
                break;
            }
        }

        return found;
    }

    private async Task PutBackAsync(string url, IEnumerable<Message> messages)
    {
        foreach (var batch in messages.Chunk(MaxBatch))
        {
            await sqs.ChangeMessageVisibilityBatchAsync(
                url,
                [.. batch.Select((message, index) => new ChangeMessageVisibilityBatchRequestEntry(
                    index.ToString(CultureInfo.InvariantCulture), message.ReceiptHandle) { VisibilityTimeout = 0 })],
                CancellationToken.None);
        }
    }

    /// <summary>Where the queue of activations sends its dead letters.</summary>
    private async Task<string?> GetUrlAsync(CancellationToken cancellationToken)
    {
        if (_url is null)
        {
            var policy = (await sqs.GetQueueAttributesAsync(
                await queue.GetQueueUrlAsync(cancellationToken), [QueueAttributeName.RedrivePolicy], cancellationToken)).Attributes;
            if (policy is null || !policy.TryGetValue(QueueAttributeName.RedrivePolicy.Value, out var json))
            {
                return null;
            }

            using var document = JsonDocument.Parse(json);
            var arn = document.RootElement.GetProperty("deadLetterTargetArn").GetString()!;
            _url = (await sqs.GetQueueUrlAsync(arn[(arn.LastIndexOf(':') + 1)..], cancellationToken)).QueueUrl;
        }

        return _url;
    }

    private async Task<string> GetArnAsync(string url, CancellationToken cancellationToken) =>
        (await sqs.GetQueueAttributesAsync(url, [QueueAttributeName.QueueArn], cancellationToken)).Attributes[QueueAttributeName.QueueArn.Value];
}
