using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CloudIde.Emulator.Sqs;
using Xunit;

namespace CloudIde.Tests.Emulator.Sqs;

/// <summary>The queue itself, without HTTP around it: under many threads and consumers that fail at random, and reopened.</summary>
public sealed class SqsQueueTests : IDisposable
{
    private const int Workers = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("cloudide-queue-").FullName;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Standard_EveryMessageIsSeenAndNoneIsLeft()
    {
        const int Messages = 200_000;
        using var queue = Open([]);
        var seen = new int[Messages];
        var remaining = Messages;
        var producers = Enumerable.Range(0, Workers).Select(producer => Task.Run(async () =>
        {
            for (var i = producer * (Messages / Workers); i < (producer + 1) * (Messages / Workers); i += 10)
            {
                await SendAsync(queue, Enumerable.Range(i, 10).Select(id => (id, (string?)null)));
            }
        }, CancellationToken));
        var consumers = Enumerable.Range(0, Workers).Select(consumer => Task.Run(async () =>
        {
            var random = new Random(consumer);
            while (Volatile.Read(ref remaining) > 0)
            {
                foreach (var received in await queue.ReceiveAsync(10, 30, TimeSpan.FromMilliseconds(100), null, CancellationToken))
                {
                    if (random.Next(20) == 0)
                    {
                        // A consumer that fails: the message is someone else's now.
                        await queue.ChangeVisibilityAsync(received.ReceiptHandle, 0);
                        continue;
                    }

                    Interlocked.Increment(ref seen[Id(received)]);
                    await queue.DeleteAsync(received.ReceiptHandle);
                    Interlocked.Decrement(ref remaining);
                }
            }
        }, CancellationToken));

        await Task.WhenAll(producers.Concat(consumers));

        Assert.All(seen, count => Assert.Equal(1, count));
        Assert.Equal(new QueueCounts(0, 0, 0), queue.Counts);
        Assert.True(new FileInfo(Path.Combine(_folder, "log")).Length < 16 * 1024 * 1024, "The log of an empty queue was not compacted.");
    }

    [Fact]
    public async Task Fifo_EachGroupIsSeenInOrder()
    {
        const int Groups = 20;
        const int PerGroup = 500;
        using var queue = Open(new() { ["FifoQueue"] = "true" });
        var last = new ConcurrentDictionary<string, int>();
        var remaining = Groups * PerGroup;
        var producers = Enumerable.Range(0, Groups).Select(group => Task.Run(async () =>
        {
            for (var i = 0; i < PerGroup; i++)
            {
                await SendAsync(queue, [(i, $"group {group}")]);
            }
        }, CancellationToken));
        var consumers = Enumerable.Range(0, Workers).Select(consumer => Task.Run(async () =>
        {
            var random = new Random(consumer);
            while (Volatile.Read(ref remaining) > 0)
            {
                var batch = await queue.ReceiveAsync(10, 30, TimeSpan.FromMilliseconds(100), null, CancellationToken);
                var failed = new HashSet<string>();
                foreach (var received in batch)
                {
                    var group = received.Message.GroupId!;
                    if (failed.Contains(group) || random.Next(20) == 0)
                    {
                        // What comes behind a failure in its group must come again behind it.
                        failed.Add(group);
                    }
                    else
                    {
                        Assert.Equal(Id(received), last.GetValueOrDefault(group, -1) + 1);
                        last[group] = Id(received);
                        await queue.DeleteAsync(received.ReceiptHandle);
                        Interlocked.Decrement(ref remaining);
                        continue;
                    }

                    await queue.ChangeVisibilityAsync(received.ReceiptHandle, 0);
                }
            }
        }, CancellationToken));

        await Task.WhenAll(producers.Concat(consumers));

        Assert.Equal(Groups, last.Count);
        Assert.All(last.Values, id => Assert.Equal(PerGroup - 1, id));
        Assert.Equal(new QueueCounts(0, 0, 0), queue.Counts);
    }

    [Fact]
    public async Task Reopen_AfterCompactionAndATornEnd_HasEveryMessage()
    {
        const int Messages = 20_000;
        var kept = new HashSet<int>();
        using (var queue = Open([]))
        {
            for (var i = 0; i < Messages; i += 10)
            {
                await SendAsync(queue, Enumerable.Range(i, 10).Select(id => (id, (string?)null)), padding: 400);
                foreach (var received in await queue.ReceiveAsync(10, 600, TimeSpan.Zero, null, CancellationToken))
                {
                    if (Id(received) % 100 == 0)
                    {
                        kept.Add(Id(received));
                    }
                    else
                    {
                        await queue.DeleteAsync(received.ReceiptHandle);
                    }
                }
            }
        }

        var log = Path.Combine(_folder, "log");
        Assert.True(new FileInfo(log).Length < 5 * 1024 * 1024);

        // As if the process had died in the middle of a record.
        await File.AppendAllBytesAsync(log, [200, 0, 0, 0, 1, 2, 3, 4, 1, 1, 1], CancellationToken);
        using var again = Open([], out var dropped);

        Assert.Equal(11, dropped);
        Assert.Equal(new QueueCounts(0, kept.Count, 0), again.Counts);
        await SendAsync(again, [(Messages, null)]);
        Assert.Equal(Messages, Id(Assert.Single(await again.ReceiveAsync(10, 30, TimeSpan.Zero, null, CancellationToken))));
    }

    [Fact]
    public async Task Receive_WhoseClientHasGone_LeavesTheMessageToOthers()
    {
        using var queue = Open([]);
        using var gone = new CancellationTokenSource();
        var abandoned = queue.ReceiveAsync(10, 600, TimeSpan.FromMinutes(1), null, gone.Token).AsTask();
        Assert.False(abandoned.IsCompleted);
        await gone.CancelAsync();
        Assert.Empty(await abandoned);

        await SendAsync(queue, [(1, null)]);
        Assert.Equal(new QueueCounts(1, 0, 0), queue.Counts);

        // Gone while its messages were on the way: they come back at once, and the receive does not count.
        await queue.ReceiveAsync(10, 600, TimeSpan.Zero, null, gone.Token);
        Assert.Equal(1, Assert.Single(await queue.ReceiveAsync(10, 600, TimeSpan.Zero, null, CancellationToken)).ReceiveCount);
    }

    [Fact]
    public async Task Fifo_WithFarMoreSentLatelyThanIsLeft_DoesNotRewriteItsLogWithEachRecord()
    {
        // What deduplication remembers of these is longer than a log that is compacted at all.
        const int Messages = 40_000;
        const int Left = 20;
        using var queue = Open(new() { ["FifoQueue"] = "true" });
        var group = new string('g', 120);
        for (var i = 0; i < Messages; i += 1000)
        {
            await SendAsync(queue, Enumerable.Range(i, 1000).Select(id => (id, (string?)group)));
        }

        for (var i = 0; i < Messages - Left; i += 10)
        {
            foreach (var received in await queue.ReceiveAsync(10, 600, TimeSpan.Zero, null, CancellationToken))
            {
                await queue.DeleteAsync(received.ReceiptHandle);
            }
        }

        var log = Path.Combine(_folder, "log");
        var rewrites = 0;
        var kept = Assert.Single(await queue.ReceiveAsync(1, 600, TimeSpan.Zero, null, CancellationToken));
        for (var i = 0; i < 100; i++)
        {
            var before = new FileInfo(log).Length;
            await queue.ChangeVisibilityAsync(kept.ReceiptHandle, 600 + i);
            rewrites += new FileInfo(log).Length > before ? 0 : 1;
        }

        Assert.InRange(rewrites, 0, 1);
        Assert.Equal(new QueueCounts(Left - 1, 1, 0), queue.Counts);
    }

    private static int Id(ReceivedMessage received) =>
        int.Parse(Encoding.UTF8.GetString(received.Message.Body).AsSpan().TrimEnd('.'), CultureInfo.InvariantCulture);

    private static async Task SendAsync(SqsQueue queue, IEnumerable<(int Id, string? Group)> messages, int padding = 0)
    {
        var batch = messages.Select(message => (
            new SqsMessage
            {
                Id = Guid.NewGuid(),
                Body = Encoding.UTF8.GetBytes(message.Id.ToString(CultureInfo.InvariantCulture) + new string('.', padding)),
                Attributes = [],
                SentAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                GroupId = message.Group,
                DeduplicationId = message.Group is null ? null : $"{message.Group}/{message.Id}",
            },
            0)).ToArray();
        await queue.SendAsync(batch, new SentMessage[batch.Length]);
    }

    private SqsQueue Open(Dictionary<string, string> attributes) => Open(attributes, out _);

    private SqsQueue Open(Dictionary<string, string> attributes, out long dropped)
    {
        var name = attributes.ContainsKey("FifoQueue") ? "q.fifo" : "q";
        var description = new QueueDescription(1, name, "arn:" + name, QueueAttributes.Create(name, attributes), new Dictionary<string, string>(), 0, 0);
        return new SqsQueue(description, Path.Combine(_folder, "log"), TimeProvider.System, _ => null, out dropped);
    }
}
