using System.Text;
using CloudIde.Core.Terminals;
using Xunit;

namespace CloudIde.Tests.Server.Terminals;

/// <summary>Viewers whose history begins in the middle of what a program draws.</summary>
public sealed class TerminalRestoreTests(TerminalWorld world) : IClassFixture<TerminalWorld>
{
    private const string Prefix = "\e[?1049h\e[Hscreen\e[?1h";

    [Fact]
    public async Task Viewer_WithoutHistory_GetsTheScreenBeforeTheRest()
    {
        var (key, worker, checkpoint) = await StartAsync();
        await using var _ = worker;

        await using var viewer = await world.WatchAsync(key, offset: 0);
        await viewer.WaitForOffsetAsync(worker.Head);

        Assert.Equal(checkpoint.Start, viewer.Ready.GetProperty("offset").GetInt64());
        Assert.Equal(checkpoint.Start, (await viewer.WaitForAsync("reset")).GetProperty("offset").GetInt64());
        Assert.Equal(checkpoint.Start, viewer.Start);
        Assert.StartsWith(Prefix, viewer.Text, StringComparison.Ordinal);
        Assert.Equal(worker.Head - checkpoint.Offset, viewer.Bytes.Length - Prefix.Length);
    }

    [Fact]
    public async Task Viewer_CutOffWithinThePrefix_StartsOver()
    {
        var (key, worker, checkpoint) = await StartAsync();
        await using var _ = worker;

        await using var viewer = await world.WatchAsync(key, offset: checkpoint.Start + 3);
        await viewer.WaitForOffsetAsync(worker.Head);

        Assert.Equal(checkpoint.Start, viewer.Start);
        Assert.StartsWith(Prefix, viewer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_WithOffsetBetweenTheLogsStartAndTheFirstCheckpoint_GetsJustTheRest()
    {
        var (key, worker, checkpoint) = await StartAsync();
        await using var _ = worker;
        var asked = (await world.Terminals.GetAsync(key))!.Base;
        Assert.True(asked < checkpoint.Start);

        await using var viewer = await world.WatchAsync(key, offset: asked);
        await viewer.WaitForOffsetAsync(worker.Head);

        Assert.False(viewer.Has("reset"));
        Assert.Equal(worker.Head - asked, viewer.Bytes.Length);
    }

    [Fact]
    public async Task Viewer_WithOffsetBeforeTheLog_StartsOver()
    {
        var (key, worker, checkpoint) = await StartAsync();
        await using var _ = worker;

        await using var viewer = await world.WatchAsync(key, offset: (await world.Terminals.GetAsync(key))!.Base - 1);
        await viewer.WaitForOffsetAsync(worker.Head);

        Assert.Equal(checkpoint.Start, (await viewer.WaitForAsync("reset")).GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Viewer_WithOffsetBehindTheCheckpoint_GetsJustTheRest()
    {
        var (key, worker, checkpoint) = await StartAsync();
        await using var _ = worker;

        await using var viewer = await world.WatchAsync(key, offset: checkpoint.Offset + 100);
        await viewer.WaitForOffsetAsync(worker.Head);

        Assert.False(viewer.Has("reset"));
        Assert.Equal(worker.Head - checkpoint.Offset - 100, viewer.Bytes.Length);
    }

    [Fact]
    public async Task Ready_OfTheFirstViewer_LetsItAnswer_AndThatOfTheSecondDoesNot()
    {
        var (key, worker, _) = await StartAsync();
        await using var __ = worker;

        await using var first = await world.WatchAsync(key, offset: 0);
        await using var second = await world.WatchAsync(key, offset: 0);

        Assert.False(first.Ready.TryGetProperty("answered", out var _));
        Assert.Equal(worker.Head, second.Ready.GetProperty("answered").GetInt64());
    }

    private async Task<(TerminalKey Key, FakeWorker Worker, ScreenCheckpoint Checkpoint)> StartAsync()
    {
        var key = await world.CreateTerminalAsync();
        var worker = await FakeWorker.StartAsync(world.Redis, key);
        worker.KeepBytes = 64 * 1024;
        var checkpoints = new TerminalCheckpoints(world.Redis);
        ScreenCheckpoint? first = null;
        for (var i = 0; i < 5; i++)
        {
            await worker.PrintAsync(new string((char)('a' + i), 30_000));
            var checkpoint = new ScreenCheckpoint(worker.Head, Encoding.UTF8.GetBytes(i < 3 ? Prefix : ""));
            Assert.True(await checkpoints.SaveAsync(worker.Lease, key, checkpoint, []));
            first = i == 2 ? checkpoint : first;
        }

        // 150,000 bytes, of which the log keeps 64 KiB in whole blocks: it starts within the third piece.
        var record = await world.Terminals.GetAsync(key);
        Assert.InRange(record!.Base, 60_001, 90_000);
        return (key, worker, first!);
    }
}
