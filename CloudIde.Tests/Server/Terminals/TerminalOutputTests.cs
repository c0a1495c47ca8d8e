using CloudIde.Core.Redis;
using CloudIde.Core.Terminals;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Server.Terminals;

public sealed class TerminalOutputTests(TerminalWorld world) : IClassFixture<TerminalWorld>
{
    [Fact]
    public async Task Reconnects_AtRandomPoints_GetEachByteOnce()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var key = await world.CreateTerminalAsync();
        await world.StartSecondAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        worker.KeepBytes = 4 << 20;
        var expected = RandomBytes(2_000_000, random);
        var printing = worker.PrintInPiecesAsync(expected, new Random(seed + 1), 3000);

        var received = new List<byte>();
        var connections = 0;
        while (received.Count < expected.Length)
        {
            connections++;
            await using var viewer = await world.WatchAsync(
                key, offset: received.Count, viewer: "one", server: random.Next(2) == 0 ? world.First : world.Second);
            viewer.Acknowledges = random.Next(2) == 0;
            var cut = Math.Min(expected.Length - received.Count, random.Next(1, 100_000));
            await viewer.WaitForOffsetAsync(received.Count + cut);
            if (random.Next(2) == 0)
            {
                await viewer.CutAsync();
            }

            // What came behind the cut was still on its way when the connection broke.
            Assert.Equal(received.Count, viewer.Start);
            Assert.False(viewer.Has("reset"));
            received.AddRange(viewer.Bytes[..cut]);
        }

        await printing;
        Assert.Equal(expected, received);
        Assert.InRange(connections, 20, 10_000);
    }

    [Fact]
    public async Task SlowViewer_BesideAFastOne_HoldsNobodyUpAndLosesNothing()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        worker.KeepBytes = 32 << 20;
        await using var fast = await world.WatchAsync(key, viewer: "fast");
        fast.Acknowledges = true;
        await using var slow = await world.WatchAsync(key, viewer: "slow");
        await using var stalled = await world.WatchAsync(key, viewer: "stalled");
        slow.Pause();

        // It acknowledges once and never again, so it is owed one window.
        await worker.PrintAsync("x");
        await stalled.WaitForOffsetAsync(1);
        await stalled.AcknowledgeAndWaitAsync(1, worker);
        var expected = RandomBytes(12_000_000, new Random(5));
        await worker.PrintInPiecesAsync(expected, new Random(6), 60_000);

        await fast.WaitForOffsetAsync(worker.Head);
        Assert.Equal(expected, fast.Bytes[1..]);
        Assert.InRange(stalled.Next, 1, 1 + 65536);
        await Eventually.TrueAsync(() => worker.Acknowledged == worker.Head, "the fast viewer sets the pace");

        slow.Resume();
        await slow.WaitForOffsetAsync(worker.Head);
        Assert.Equal(expected, slow.Bytes[1..]);
        Assert.False(slow.Has("reset"));

        await stalled.WaitForOffsetAsync(1 + 65536);
        stalled.Acknowledges = true;
        await stalled.AcknowledgeAsync(stalled.Next);
        await stalled.WaitForOffsetAsync(worker.Head);
        Assert.Equal(expected, stalled.Bytes[1..]);
    }

    [Fact]
    public async Task Viewer_ThatComesAfterTrimming_IsResetToWhatIsKept()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        worker.KeepBytes = 50_000;
        var expected = RandomBytes(300_000, new Random(8));
        await worker.PrintInPiecesAsync(expected, new Random(9), 4000);

        await using var viewer = await world.WatchAsync(key, offset: 10);
        await viewer.WaitForOffsetAsync(300_000);
        Assert.InRange(viewer.Start, 240_000, 250_000);
        Assert.Equal(viewer.Start, viewer.Ready.GetProperty("offset").GetInt64());
        var reset = viewer.Frames[1];
        Assert.Equal(("reset", viewer.Start), (reset.GetProperty("type").GetString(), reset.GetProperty("offset").GetInt64()));
        Assert.Equal(expected[(int)viewer.Start..], viewer.Bytes);

        await using var beyond = await world.WatchAsync(key, offset: 300_001);
        await beyond.WaitForOffsetAsync(300_000);
        Assert.Equal(viewer.Start, beyond.Start);
        Assert.True(beyond.Has("reset"));

        await using var exact = await world.WatchAsync(key, offset: 300_000);
        await worker.PrintAsync("!");
        await exact.WaitForOffsetAsync(300_001);
        Assert.Equal("!", exact.Text);
        Assert.False(exact.Has("reset"));
    }

    [Fact]
    public async Task StalledViewer_WhoseOutputIsTrimmedMeanwhile_IsReset()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        worker.KeepBytes = 50_000;
        await using var viewer = await world.WatchAsync(key);
        await worker.PrintAsync("x");
        await viewer.WaitForOffsetAsync(1);
        await viewer.AcknowledgeAndWaitAsync(1, worker);
        await worker.PrintInPiecesAsync(RandomBytes(400_000, new Random(1)), new Random(2), 5000);
        await viewer.WaitForOffsetAsync(1 + 65536);
        Assert.False(viewer.Has("reset"));

        viewer.Acknowledges = true;
        await viewer.AcknowledgeAsync(1 + 65536);
        await viewer.WaitForOffsetAsync(400_001);
        Assert.True(viewer.Has("reset"));
        Assert.InRange(viewer.Start, 340_000, 350_001);
    }

    [Fact]
    public async Task LostMessage_IsReadFromTheLog()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var viewer = await world.WatchAsync(key);
        await worker.PrintAsync("one ");
        await viewer.WaitForOffsetAsync(4);

        // What a lost message looks like: the log has the bytes, and nobody was told.
        await AppendSilentlyAsync(worker, key, "two "u8.ToArray());
        await viewer.WaitForOffsetAsync(8);

        await AppendSilentlyAsync(worker, key, "three "u8.ToArray());
        await world.Redis.GetSubscriber().PublishAsync(
            RedisKeys.TerminalFromWorker(key), TerminalMessage.Encode(TerminalMessageKind.Output, 10, "ree "u8));
        await viewer.WaitForOffsetAsync(14);

        // Told twice, and told what is long past.
        await world.Redis.GetSubscriber().PublishAsync(
            RedisKeys.TerminalFromWorker(key), TerminalMessage.Encode(TerminalMessageKind.Output, 0, "one two "u8));
        await AppendSilentlyAsync(worker, key, "four"u8.ToArray());
        await world.Redis.GetSubscriber().PublishAsync(
            RedisKeys.TerminalFromWorker(key), TerminalMessage.Encode(TerminalMessageKind.Output, 8, "three four"u8));
        await viewer.WaitForOffsetAsync(18);
        Assert.Equal("one two three four", viewer.Text);
        Assert.False(viewer.Has("reset"));
    }

    [Fact]
    public async Task Log_ThatRedisLost_StartsOverWithAReset()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await worker.PrintAsync("0123456789");
        await using var viewer = await world.WatchAsync(key);
        await viewer.WaitForOffsetAsync(10);

        var database = world.Redis.GetDatabase();
        await database.HashSetAsync(RedisKeys.Terminal(key), "head", 4);
        await database.KeyDeleteAsync(RedisKeys.TerminalOutputTail(key));
        await database.ListRightPushAsync(
            RedisKeys.TerminalOutputTail(key), TerminalMessage.Encode(TerminalMessageKind.Output, 0, "0123"u8));
        await viewer.WaitForAsync("reset");
        await viewer.WaitForOffsetAsync(4);
        await using var next = await RestartAsync(worker, key);
        await next.PrintAsync("abc");
        await viewer.WaitForOffsetAsync(7);
        Assert.Equal("0123abc", viewer.Text);
    }

    [Fact]
    public async Task ServerRestart_LosesNoByte()
    {
        await using var own = new TerminalWorld();
        await own.InitializeAsync();
        var key = await own.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(own.Redis, key);
        await using var before = await own.WatchAsync(key, viewer: "v");
        await worker.PrintAsync("before ");
        await before.WaitForOffsetAsync(7);
        await before.TypeAsync("ls");
        await before.WaitForAsync("inputAck", frame => frame.GetProperty("offset").GetInt64() == 2);

        await own.RestartFirstAsync();
        await worker.PrintAsync("between ");
        await using var after = await own.WatchAsync(key, offset: before.Next, viewer: "v");
        Assert.Equal(2, after.Ready.GetProperty("inputOffset").GetInt64());
        await worker.PrintAsync("after");
        await after.WaitForOffsetAsync(20);
        Assert.Equal("before between after", before.Text + after.Text);
    }

    [Fact]
    public async Task LoneChunk_IsOneFrame()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var viewer = await world.WatchAsync(key);
        for (var i = 1; i <= 5; i++)
        {
            await worker.PrintAsync("x");
            await viewer.WaitForOffsetAsync(i);
        }

        Assert.Equal(5, viewer.BinaryFrames);
    }

    private static byte[] RandomBytes(int length, Random random)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private async Task<FakeWorker> RestartAsync(FakeWorker worker, TerminalKey key)
    {
        await worker.ReleaseAsync();
        return await FakeWorker.StartAsync(world.Redis, key);
    }

    /// <summary>Appends as a worker does, but publishes where nobody listens.</summary>
    private async Task AppendSilentlyAsync(FakeWorker worker, TerminalKey key, byte[] bytes)
    {
        var database = world.Redis.GetDatabase();
        await database.ListRightPushAsync(
            RedisKeys.TerminalOutputTail(key), TerminalMessage.Encode(TerminalMessageKind.Output, worker.Head, bytes));
        await database.HashSetAsync(RedisKeys.Terminal(key), "head", worker.Head + bytes.Length);
        worker.Skip(bytes.Length);
    }
}
