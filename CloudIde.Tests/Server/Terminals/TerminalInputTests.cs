using System.Net.WebSockets;
using System.Text;
using CloudIde.Core.Redis;
using CloudIde.Core.Terminals;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Server.Terminals;

public sealed class TerminalInputTests(TerminalWorld world) : IClassFixture<TerminalWorld>
{
    [Fact]
    public async Task Input_SentAgainAfterEachCut_ArrivesOnceInOrder()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        var typed = new byte[40_000];
        random.NextBytes(typed);

        var accepted = 0L;
        while (accepted < typed.Length)
        {
            await using var viewer = await world.WatchAsync(key, viewer: "typist");
            var next = (int)viewer.Ready.GetProperty("inputOffset").GetInt64();
            Assert.InRange(next, accepted, typed.Length);
            accepted = next;
            for (var i = random.Next(1, 30); i > 0 && next < typed.Length; i--)
            {
                var length = Math.Min(random.Next(1, 500), typed.Length - next);
                await viewer.TypeAsync(typed.AsMemory(next, length));
                next += length;
            }

            if (next > accepted && random.Next(3) == 0)
            {
                await viewer.WaitForAsync("inputAck", frame => frame.GetProperty("offset").GetInt64() >= next);
            }

            await viewer.CutAsync();
        }

        await Eventually.TrueAsync(() => worker.Typed.Length == typed.Length);
        Assert.Equal(typed, worker.Typed);
    }

    [Fact]
    public async Task Input_OfAClientThatLeavesAtOnce_Arrives()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var viewer = await world.WatchAsync(key);
        await viewer.TypeAsync("make\n");
        await viewer.CloseAsync();
        await Eventually.TrueAsync(() => Encoding.UTF8.GetString(worker.Typed) == "make\n");
        Assert.False(viewer.Has("inputAck"));
    }

    [Fact]
    public async Task Watcher_ThatTypes_IsToldOnceAndChangesNothing()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var watcher = await world.WatchAsync(key, world.Watcher);
        await using var editor = await world.WatchAsync(key, world.Editor);
        await watcher.TypeAsync("rm");
        await watcher.TypeAsync(" -rf");
        await watcher.WaitForAsync("error");
        await editor.TypeAsync("ls");
        await Eventually.TrueAsync(() => worker.Typed.Length >= 2);
        Assert.Equal("ls", Encoding.UTF8.GetString(worker.Typed));
        Assert.Single(watcher.Frames, frame => frame.GetProperty("type").GetString() == "error");
    }

    [Fact]
    public async Task Program_ThatDoesNotRead_MakesInputWaitWhileOutputAndControlGoOn()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var viewer = await world.WatchAsync(key, viewer: "paster");
        var pasted = new byte[TerminalInputLog.MaxPendingBytes + 300_000];
        new Random(4).NextBytes(pasted);
        foreach (var part in pasted.Chunk(100_000))
        {
            await viewer.TypeAsync(part);
        }

        await Eventually.TrueAsync(() => worker.Typed.Length > TerminalInputLog.MaxPendingBytes - 33_000);
        await viewer.SendControlAsync(new { type = "resize", cols = 90, rows = 30 });
        var viewers = new TerminalViewers(world.Redis, TimeProvider.System);
        await Eventually.TrueAsync(async () => (await viewers.ListAsync(key)).Single().Size == new TerminalSize(90, 30));
        await worker.PrintAsync("busy");
        await viewer.WaitForOffsetAsync(4);
        Assert.InRange(worker.Typed.Length, 0, TerminalInputLog.MaxPendingBytes);

        await worker.TakeAllAsync();
        await Eventually.TrueAsync(() => worker.Typed.Length == pasted.Length);
        Assert.Equal(pasted, worker.Typed);
        await viewer.WaitForAsync("inputAck", frame => frame.GetProperty("offset").GetInt64() == pasted.Length);
    }

    [Fact]
    public async Task Input_WhoseNumberingRedisLost_ClosesSoThatTheViewerStartsAgain()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var viewer = await world.WatchAsync(key, viewer: "v");
        await viewer.TypeAsync("abc");
        await viewer.WaitForAsync("inputAck");
        var database = world.Redis.GetDatabase();
        var fields = await database.HashKeysAsync(RedisKeys.Terminal(key));
        var numbering = Assert.Single(fields, field => field.StartsWith(RedisKeys.AcceptedInputField("")));
        await database.HashDeleteAsync(RedisKeys.Terminal(key), numbering);
        await viewer.TypeAsync("def");

        Assert.Equal((WebSocketCloseStatus)4412, await viewer.WaitForCloseAsync());
        Assert.True(viewer.Has("error"));
        await using var again = await world.WatchAsync(key, viewer: "v");
        Assert.Equal(0, again.Ready.GetProperty("inputOffset").GetInt64());
    }

    [Fact]
    public async Task ControlFrames_ThatMakeNoSense_AreAnsweredAndHarmless()
    {
        var key = await world.CreateTerminalAsync();
        await using var worker = await FakeWorker.StartAsync(world.Redis, key);
        await using var viewer = await world.WatchAsync(key);
        await viewer.SendControlAsync("text");
        await viewer.WaitForAsync("error");
        await viewer.SendControlAsync(new { type = "ack", offset = -5 });
        await viewer.SendControlAsync(new { type = "ack", offset = long.MaxValue });
        await viewer.SendControlAsync(new { type = "nonsense" });
        await worker.PrintAsync("fine");
        await viewer.WaitForOffsetAsync(4);
        await viewer.SendControlAsync(new { type = new string('x', 10_000) });
        await viewer.WaitForCloseAsync();
    }
}
