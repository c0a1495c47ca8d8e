using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3.Model;
using Amazon.SQS.Model;

namespace CloudIde.Bench.Emulator;

/// <summary>
/// Writes objects and messages, kills the emulator at a random moment, starts it again on the same data and compares what
/// is there with what was acknowledged.
/// </summary>
/// <param name="data">The emulator's data folder; every run goes on with what the one before has left.</param>
/// <param name="seed">Of sizes, operations and the moments of the kills.</param>
internal sealed class CrashCheck(string data, int seed)
{
    private const string Bucket = "crash";
    private const string Queue = "crash";
    private const int Writers = 4;
    private const int KeysPerWriter = 25;

    /// <summary>Of S3 and of SQS each, if no kill comes in between.</summary>
    private const int Operations = 1000;

    private readonly Random _random = new(seed);
    private readonly CrashObject[] _objects =
        [.. Enumerable.Range(0, Writers * KeysPerWriter).Select(index => new CrashObject(string.Create(CultureInfo.InvariantCulture, $"folder/{index}")))];

    private readonly MessageLedger _messages = new();
    private int _runs;
    private int _writes;
    private int _sends;

    /// <summary>What was not as it must be.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>One kill and what came of it.</summary>
    /// <returns>A line about it.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        // Between a few requests and most of them.
        var killAt = _random.Next(10, 2 * Operations * 9 / 10);
        var before = Violations.Count;
        (_writes, _sends) = (0, 0);
        await using (var emulator = await EmulatorProgram.StartAsync(data, cancellationToken))
        {
            using var clients = AwsClients.Create(emulator.Endpoint);
            await clients.S3.PutBucketAsync(Bucket, cancellationToken);
            var queue = (await clients.Sqs.CreateQueueAsync(Queue, cancellationToken)).QueueUrl;
            var runSeed = _random.Next();
            var work = Enumerable.Range(0, Writers).SelectMany(writer => new[]
            {
                Task.Run(() => WriteObjectsAsync(clients, writer, new Random(runSeed + writer), cancellationToken), cancellationToken),
                Task.Run(() => SendAsync(clients, queue, writer, new Random(runSeed - writer), cancellationToken), cancellationToken),
            }).ToArray();
            var all = Task.WhenAll(work);
            while (Volatile.Read(ref _writes) + Volatile.Read(ref _sends) < killAt && !all.IsCompleted)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
            }

            emulator.Kill();
            await all;
        }

        await using (var again = await EmulatorProgram.StartAsync(data, cancellationToken))
        {
            using var clients = AwsClients.Create(again.Endpoint);
            await CheckObjectsAsync(clients, cancellationToken);
            await CheckMessagesAsync(clients, cancellationToken);
            return string.Create(CultureInfo.InvariantCulture,
                $"kill {++_runs} after {_writes} S3 writes and {_sends} SQS sends: {Violations.Count - before} violations, ready again after {again.ReadyAfter.TotalMilliseconds:0} ms");
        }
    }

    private async Task WriteObjectsAsync(AwsClients clients, int writer, Random random, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Operations / Writers; i++)
        {
            var target = _objects[(writer * KeysPerWriter) + random.Next(KeysPerWriter)];
            var content = random.Next(8) == 0 ? null : target.NextContent(random);
            target.Attempt(content);
            try
            {
                if (content is null)
                {
                    await clients.S3.DeleteObjectAsync(Bucket, target.Key, cancellationToken);
                }
                else
                {
                    using var stream = new MemoryStream(content, writable: false);
                    await clients.S3.PutObjectAsync(
                        new PutObjectRequest { BucketName = Bucket, Key = target.Key, InputStream = stream }, cancellationToken);
                }
            }
            catch (Exception exception) when (IsCutOff(exception))
            {
                return;
            }

            target.Acknowledge();
            Interlocked.Increment(ref _writes);
        }
    }

    private async Task SendAsync(AwsClients clients, string queue, int writer, Random random, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Operations / Writers; i++)
        {
            var body = string.Create(CultureInfo.InvariantCulture, $"{_runs}/{writer}/{i} {new string('x', random.Next(8000))}");
            try
            {
                await clients.Sqs.SendMessageAsync(queue, body, cancellationToken);
                _messages.Sent(body);
                Interlocked.Increment(ref _sends);
                if (i % 4 == 0)
                {
                    await ReceiveAsync(clients, queue, cancellationToken);
                }
            }
            catch (Exception exception) when (IsCutOff(exception))
            {
                return;
            }
        }
    }

    private async Task ReceiveAsync(AwsClients clients, string queue, CancellationToken cancellationToken)
    {
        // Long enough that no handle runs out before its deletion arrives: one that has deletes nothing, and is no error.
        var received = await clients.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { VisibilityTimeout = 10 }, cancellationToken);
        foreach (var message in received.Messages ?? [])
        {
            _messages.Deleting(message.Body);
            await clients.Sqs.DeleteMessageAsync(queue, message.ReceiptHandle, cancellationToken);
            _messages.Deleted(message.Body);
        }
    }

    private async Task CheckObjectsAsync(AwsClients clients, CancellationToken cancellationToken)
    {
        var listed = await clients.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }, cancellationToken);
        var keys = (listed.S3Objects ?? []).ToDictionary(item => item.Key, item => item.Size ?? -1);
        foreach (var target in _objects)
        {
            byte[]? found = null;
            try
            {
                using var answer = await clients.S3.GetObjectAsync(Bucket, target.Key, cancellationToken);
                using var content = new MemoryStream();
                await answer.ResponseStream.CopyToAsync(content, cancellationToken);
                found = content.ToArray();
            }
            catch (NoSuchKeyException)
            {
                // Then it must have been deleted, or never written.
            }

            if (target.Settle(found) is { } violation)
            {
                Violations.Add(violation);
            }

            if (keys.GetValueOrDefault(target.Key, -1) != (found?.Length ?? -1))
            {
                Violations.Add($"{target.Key} is listed with another size than it has.");
            }
        }
    }

    private async Task CheckMessagesAsync(AwsClients clients, CancellationToken cancellationToken)
    {
        var queue = (await clients.Sqs.GetQueueUrlAsync(Queue, cancellationToken)).QueueUrl;
        var found = new HashSet<string>(StringComparer.Ordinal);
        var attributes = new GetQueueAttributesRequest(queue, ["All"]);
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30))
        {
            // What was in flight at the kill still is, and comes when its visibility timeout is over.
            var received = await clients.Sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(queue) { MaxNumberOfMessages = 10, WaitTimeSeconds = 1 }, cancellationToken);
            if (received.Messages is not { Count: > 0 } batch)
            {
                var left = await clients.Sqs.GetQueueAttributesAsync(attributes, cancellationToken);
                if (left.ApproximateNumberOfMessages + left.ApproximateNumberOfMessagesNotVisible == 0)
                {
                    break;
                }

                continue;
            }

            found.UnionWith(batch.Select(message => message.Body));
            await clients.Sqs.DeleteMessageBatchAsync(
                queue,
                [.. batch.Select((message, i) => new DeleteMessageBatchRequestEntry(i.ToString(CultureInfo.InvariantCulture), message.ReceiptHandle))],
                cancellationToken);
            since = Stopwatch.GetTimestamp();
        }

        Violations.AddRange(_messages.Settle(found));
    }

    /// <summary>What a killed server does to the requests on the way; anything it answered is something else.</summary>
    private static bool IsCutOff(Exception exception) =>
        exception is HttpRequestException or IOException
            or AmazonServiceException { StatusCode: 0 }
            or AmazonClientException { InnerException: HttpRequestException or IOException };
}
