using System.Diagnostics;
using Amazon.S3.Model;
using Amazon.SQS.Model;

namespace CloudIde.Bench.Emulator;

/// <summary>One server and the operations that are measured on it.</summary>
internal sealed class Workload : IDisposable
{
    /// <summary>Every operation, in the order of a round: what is sent is then received, what is put is then got.</summary>
    public static readonly string[] Operations = ["send", "receive+delete", "put 4 KiB", "get 4 KiB"];

    /// <summary>The length of an object.</summary>
    public const int ObjectBytes = 4096;

    private const int Objects = 1000;
    private const string Bucket = "bench";

    private readonly ServerProcess _server;
    private readonly AwsClients _clients;
    private readonly string _queueUrl;
    private readonly int _concurrency;
    private readonly string _message;
    private readonly byte[] _object = new byte[ObjectBytes];

    private Workload(ServerProcess server, AwsClients clients, string queueUrl, int concurrency, int messageBytes)
    {
        _server = server;
        _clients = clients;
        _queueUrl = queueUrl;
        _concurrency = concurrency;
        _message = new string('m', messageBytes);
        new Random(1).NextBytes(_object);
    }

    /// <summary>Makes the queue, the bucket and the objects that are read.</summary>
    public static async Task<Workload> CreateAsync(
        ServerProcess server, int concurrency, int messageBytes, CancellationToken cancellationToken)
    {
        var clients = AwsClients.Create(server.Endpoint);
        var queue = await clients.Sqs.CreateQueueAsync("bench", cancellationToken);
        await clients.S3.PutBucketAsync(Bucket, cancellationToken);
        var workload = new Workload(server, clients, queue.QueueUrl, concurrency, messageBytes);
        for (var i = 0; i < Objects; i++)
        {
            await workload.PutAsync(i, cancellationToken);
        }

        return workload;
    }

    /// <summary>Runs one operation for a while, on all connections.</summary>
    public async Task<RateSample> MeasureAsync(string operation, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var self = Process.GetCurrentProcess();
        var (client, server, started) = (self.TotalProcessorTime, _server.ProcessorTime, Stopwatch.GetTimestamp());
        var counts = await Task.WhenAll(Enumerable.Range(0, _concurrency)
            .Select(worker => Task.Run(
                () => RepeatAsync(operation, worker, _ => Stopwatch.GetElapsedTime(started) < duration, cancellationToken), cancellationToken)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        self.Refresh();
        (client, server) = (self.TotalProcessorTime - client, _server.ProcessorTime - server);
        var count = Math.Max(1, counts.Sum());
        return new RateSample(
            count / elapsed.TotalSeconds,
            client.TotalMicroseconds / count,
            server.TotalMicroseconds / count,
            client / (client + server));
    }

    /// <summary>Runs one operation a number of times, on all connections.</summary>
    public Task RunAsync(string operation, int times, CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(0, _concurrency)
        .Select(worker => Task.Run(
            () => RepeatAsync(operation, worker, count => count < times / _concurrency, cancellationToken), cancellationToken)));

    /// <summary>Empties the queue, so that no turn begins with another's messages.</summary>
    public Task PurgeAsync(CancellationToken cancellationToken) => _clients.Sqs.PurgeQueueAsync(_queueUrl, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _clients.Dispose();

    private async Task<int> RepeatAsync(string operation, int worker, Func<int, bool> goesOn, CancellationToken cancellationToken)
    {
        var count = 0;
        while (goesOn(count))
        {
            var index = (worker + (count * _concurrency)) % Objects;
            switch (operation)
            {
                case "send":
                    await _clients.Sqs.SendMessageAsync(_queueUrl, _message, cancellationToken);
                    break;
                case "receive+delete":
                    if (!await ReceiveAndDeleteAsync(cancellationToken))
                    {
                        // What the turn before it sent is used up: the turn ends early.
                        return count;
                    }

                    break;
                case "put 4 KiB":
                    await PutAsync(index, cancellationToken);
                    break;
                case "get 4 KiB":
                    await GetAsync(index, cancellationToken);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation.");
            }

            count++;
        }

        return count;
    }

    private async Task<bool> ReceiveAndDeleteAsync(CancellationToken cancellationToken)
    {
        var received = await _clients.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest(_queueUrl) { MaxNumberOfMessages = 1, WaitTimeSeconds = 0 }, cancellationToken);
        if (received.Messages is not [var message])
        {
            return false;
        }

        await _clients.Sqs.DeleteMessageAsync(_queueUrl, message.ReceiptHandle, cancellationToken);
        return true;
    }

    private async Task PutAsync(int index, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(_object, writable: false);
        await _clients.S3.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = $"folder/{index}", InputStream = content, AutoCloseStream = false }, cancellationToken);
    }

    private async Task GetAsync(int index, CancellationToken cancellationToken)
    {
        using var answer = await _clients.S3.GetObjectAsync(Bucket, $"folder/{index}", cancellationToken);
        using var content = new MemoryStream(ObjectBytes);
        await answer.ResponseStream.CopyToAsync(content, cancellationToken);
        if (content.Length != ObjectBytes)
        {
            throw new InvalidOperationException($"{content.Length} bytes instead of {ObjectBytes}.");
        }
    }
}
