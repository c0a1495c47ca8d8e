using System.Diagnostics;
using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace CloudIde.Bench.Emulator;

/// <summary>Sends numbered messages through a queue and keeps account of what became of each.</summary>
internal sealed class SqsLoad(AmazonSQSClient sqs, string queueUrl, bool isFifo, int messages, int seed)
{
    private const int Workers = 8;
    private const int Groups = 64;
    private const int BatchSize = 10;

    /// <summary>Longer than the queue's visibility timeout, so that what a consumer has dropped comes again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int[] _seen = new int[messages];
    private readonly int[] _lastOfGroup = [.. Enumerable.Repeat(-1, Groups)];
    private readonly Lock _lock = new();
    private int _handled;
    private int _failures;
    private int _drops;
    private int _outOfOrder;
    private (int Visible, int InFlight, int Delayed) _counts;

    /// <summary>Whether every message was seen, each group in order, and nothing is left.</summary>
    public bool Holds => _handled == _seen.Length && _outOfOrder == 0 && _counts == (0, 0, 0);

    /// <summary>Runs producers and consumers until every message has been seen and the queue is empty, or nothing comes any more.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var consumers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => ConsumeAsync(worker, done.Token), cancellationToken)).ToArray();
        var producers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => ProduceAsync(worker, cancellationToken), cancellationToken));
        await Task.WhenAll(producers);
        var (handled, since) = (_handled, Stopwatch.GetTimestamp());
        while (true)
        {
            _counts = await CountAsync(cancellationToken);
            if ((Volatile.Read(ref _handled) == _seen.Length && _counts == (0, 0, 0)) || Stopwatch.GetElapsedTime(since) > Patience)
            {
                break;
            }

            if (Volatile.Read(ref _handled) != handled)
            {
                (handled, since) = (_handled, Stopwatch.GetTimestamp());
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        await done.CancelAsync();
        await Task.WhenAll(consumers);
    }

    /// <summary>The account in a sentence.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{_handled} of {_seen.Length} seen, {_seen.Sum() - _handled} seen again, {_failures} failed and {_drops} dropped by consumers, {_outOfOrder} out of order, left: {_counts.Visible} visible, {_counts.InFlight} in flight, {_counts.Delayed} delayed");

    private static int GroupOf(int id) => id % Groups;

    private async Task ProduceAsync(int worker, CancellationToken cancellationToken)
    {
        // A group has one producer, which sends a batch at a time: else nobody could say what its order is.
        var batch = new List<SendMessageBatchRequestEntry>(BatchSize);
        for (var id = 0; id < _seen.Length; id++)
        {
            if (GroupOf(id) % Workers != worker)
            {
                continue;
            }

            var text = id.ToString(CultureInfo.InvariantCulture);
            batch.Add(new SendMessageBatchRequestEntry(text, text)
            {
                MessageGroupId = isFifo ? GroupOf(id).ToString(CultureInfo.InvariantCulture) : null,
                MessageDeduplicationId = isFifo ? text : null,
            });
            if (batch.Count == BatchSize)
            {
                await SendAsync(batch, cancellationToken);
            }
        }

        if (batch.Count > 0)
        {
            await SendAsync(batch, cancellationToken);
        }
    }

    private async Task SendAsync(List<SendMessageBatchRequestEntry> batch, CancellationToken cancellationToken)
    {
        var answer = await sqs.SendMessageBatchAsync(queueUrl, batch, cancellationToken);
        if (answer.Successful?.Count != batch.Count)
        {
            throw new InvalidOperationException($"Only {answer.Successful?.Count ?? 0} of {batch.Count} messages were taken.");
        }

        batch.Clear();
    }

    private async Task ConsumeAsync(int worker, CancellationToken cancellationToken)
    {
        var random = new Random(seed + worker);
        try
        {
            while (true)
            {
                var received = await sqs.ReceiveMessageAsync(
                    new ReceiveMessageRequest(queueUrl) { MaxNumberOfMessages = BatchSize, WaitTimeSeconds = 1 }, cancellationToken);
                if (received.Messages is { Count: > 0 } batch)
                {
                    await HandleAsync(batch, random, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All is done.
        }
    }

    private async Task HandleAsync(List<Message> batch, Random random, CancellationToken cancellationToken)
    {
        if (random.Next(1000) == 0)
        {
            // A consumer that dies: its messages come again when their visibility timeout is over.
            Interlocked.Add(ref _drops, batch.Count);
            return;
        }

        var finished = new List<DeleteMessageBatchRequestEntry>(batch.Count);
        var failed = new List<ChangeMessageVisibilityBatchRequestEntry>();
        var failedGroups = new HashSet<int>();
        foreach (var message in batch)
        {
            var id = int.Parse(message.Body, CultureInfo.InvariantCulture);

            // What stands behind a failure in its group has to wait for it.
            if ((isFifo && failedGroups.Contains(GroupOf(id))) || random.Next(20) == 0)
            {
                failedGroups.Add(GroupOf(id));
                failed.Add(new ChangeMessageVisibilityBatchRequestEntry(message.Body, message.ReceiptHandle) { VisibilityTimeout = 0 });
                continue;
            }

            See(id);
            finished.Add(new DeleteMessageBatchRequestEntry(message.Body, message.ReceiptHandle));
        }

        if (finished.Count > 0)
        {
            await sqs.DeleteMessageBatchAsync(queueUrl, finished, cancellationToken);
        }

        if (failed.Count > 0)
        {
            Interlocked.Add(ref _failures, failed.Count);
            await sqs.ChangeMessageVisibilityBatchAsync(queueUrl, failed, cancellationToken);
        }
    }

    private void See(int id)
    {
        lock (_lock)
        {
            if (_seen[id]++ == 0)
            {
                _handled++;
            }

            if (!isFifo)
            {
                return;
            }

            // A message that was seen before may come again before the next one does, but none may be left out.
            var place = id / Groups;
            if (place > _lastOfGroup[GroupOf(id)] + 1)
            {
                _outOfOrder++;
            }

            _lastOfGroup[GroupOf(id)] = Math.Max(place, _lastOfGroup[GroupOf(id)]);
        }
    }

    private async Task<(int Visible, int InFlight, int Delayed)> CountAsync(CancellationToken cancellationToken)
    {
        var answer = await sqs.GetQueueAttributesAsync(queueUrl, ["All"], cancellationToken);
        return (answer.ApproximateNumberOfMessages, answer.ApproximateNumberOfMessagesNotVisible, answer.ApproximateNumberOfMessagesDelayed);
    }
}
