using System.Text;
using CloudIde.Core.Terminals;
using CloudIde.Tests.Core.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Terminals;

public sealed class TerminalOutputLogTests(RedisServers servers) : IClassFixture<RedisServers>
{
    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_BinaryPiecesAcrossBlocks_ReadsBackTheSameBytesFromAnyOffset(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var random = new Random(7);
        var written = new byte[150_000];
        random.NextBytes(written);

        for (var offset = 0; offset < written.Length;)
        {
            var length = Math.Min(random.Next(1, 20_000), written.Length - offset);
            Assert.Equal(offset + length, await terminal.AppendAsync(offset, written.AsSpan(offset, length)));
            offset += length;
        }

        Assert.Equal(written, await terminal.ReadAllAsync());
        foreach (var offset in new[] { 0, 1, 8191, 8192, 8193, 149_999, 150_000 })
        {
            var range = await terminal.Output.ReadAsync(terminal.Key, offset, 10_000);
            Assert.NotNull(range);
            Assert.Equal((0, written.Length, offset), (range.Base, range.Head, range.Offset));
            Assert.Equal(written.AsSpan(offset, Math.Min(10_000, written.Length - offset)), range.Data.Span);
        }
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Read_ManyLargePieces_WhileOutputIsAppended_NeverRunsOutOfMemory(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var random = new Random(11);
        var written = new byte[1_000_000];
        random.NextBytes(written);
        var head = 0;
        for (var round = 0; round < 3000; round++)
        {
            if (head < written.Length)
            {
                var length = Math.Min(random.Next(1, 4000), written.Length - head);
                await terminal.AppendAsync(head, written.AsSpan(head, length));
                head += length;
            }

            var offset = random.Next(head);
            var range = await terminal.Output.ReadAsync(terminal.Key, offset, 128 * 1024);
            Assert.Equal(written.AsSpan(offset, Math.Min(128 * 1024, head - offset)), range!.Data.Span);
        }
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_OfKeystrokesAmongLargePieces_ReadsBackFromAnyOffset(string kind)
    {
        // Across the ends of blocks, and with more small pieces in a row than the tail holds before they are joined.
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var random = new Random(5);
        var written = new byte[60_000];
        random.NextBytes(written);
        for (var head = 0; head < written.Length;)
        {
            var length = random.Next(40) == 0 ? random.Next(1, 20_000) : random.Next(1, 60);
            length = Math.Min(length, written.Length - head);
            Assert.Equal(head + length, await terminal.AppendAsync(head, written.AsSpan(head, length)));
            head += length;
            var offset = random.Next(head);
            var range = await terminal.Output.ReadAsync(terminal.Key, offset, 9000);
            Assert.Equal((0, head, offset), (range!.Base, range.Head, range.Offset));
            Assert.Equal(written.AsSpan(offset, Math.Min(9000, head - offset)), range.Data.Span);
        }
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_WithTakenInput_MarksItInTheSameStep(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        await terminal.Input.AppendAsync(terminal.Key, "v", 0, "abcdef"u8.ToArray());
        var message = TerminalMessage.Encode(TerminalMessageKind.Output, 0, "ABCD"u8);

        Assert.Equal(4, await terminal.Output.AppendAsync(terminal.Lease, terminal.Key, message, 0, 1 << 20, takenInput: 4));

        var pending = await terminal.Input.ReadPendingAsync(terminal.Key);
        Assert.Equal((4, "ef"), (pending!.Offset, Encoding.UTF8.GetString(pending.Data.Span)));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_RepeatedAfterALostAnswer_StoresAndPublishesOnce(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var published = new List<TerminalMessage>();
        await using var subscription = await terminal.Channels.SubscribeFromWorkerAsync(terminal.Key, published.Add);

        Assert.Equal(3, await terminal.AppendAsync(0, "abc"u8));
        Assert.Equal(3, await terminal.AppendAsync(0, "abc"u8));
        Assert.Equal(5, await terminal.AppendAsync(3, "de"u8));

        Assert.Equal("abcde"u8.ToArray(), await terminal.ReadAllAsync());
        await Eventually.TrueAsync(() => published.Count >= 2);
        Assert.Equal(
            [(TerminalMessageKind.Output, 0, "abc"), (TerminalMessageKind.Output, 3, "de")],
            published.Select(message => (message.Kind, message.Offset, Encoding.UTF8.GetString(message.Data.Span))));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_AtAWrongOffset_TellsWhereTheLogEnds(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        await terminal.AppendAsync(0, "abc"u8);

        Assert.Equal(3, await terminal.AppendAsync(10, "x"u8));
        Assert.Equal("abc"u8.ToArray(), await terminal.ReadAllAsync());
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_WithALostLease_IsFenced(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var old = terminal.Lease;
        await terminal.AppendAsync(0, "abc"u8);
        await terminal.Workspaces.ReleaseAsync(old);

        Assert.Equal(TerminalOutputLog.Fenced, await terminal.AppendAsync(3, "x"u8));
        var next = await terminal.Workspaces.AcquireAsync(terminal.Key.ProjectId, "w2", "a2");
        Assert.Equal(TerminalOutputLog.Fenced, await terminal.AppendAsync(3, "x"u8));
        Assert.Equal(4, await terminal.AppendAsync(3, "d"u8, lease: next));
        Assert.Equal("abcd"u8.ToArray(), await terminal.ReadAllAsync());
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_BeyondWhatIsKept_DropsTheOldestBlocksOnly(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        var written = new byte[100_000];
        new Random(3).NextBytes(written);
        const int Keep = 30_000;
        for (var offset = 0; offset < written.Length; offset += 5000)
        {
            await terminal.AppendAsync(offset, written.AsSpan(offset, 5000), Keep);
        }

        var range = await terminal.Output.ReadAsync(terminal.Key, 0, 100_000);
        Assert.NotNull(range);
        Assert.Equal(range.Base, range.Offset);
        Assert.Equal(0, range.Base % TerminalOutputLog.BlockSize);
        Assert.InRange(range.Head - range.Base, Keep, Keep + TerminalOutputLog.BlockSize - 1);
        Assert.Equal(written.AsSpan((int)range.Base), range.Data.Span);
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task Append_BeyondFourGigabytes_KeepsOffsetsExact(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        const long Start = 8192L * 10_000_000;
        await terminal.Redis.GetDatabase().HashSetAsync(
            CloudIde.Core.Redis.RedisKeys.Terminal(terminal.Key), [new("head", Start), new("base", Start)]);

        Assert.Equal(Start + 10_000, await terminal.AppendAsync(Start, new byte[10_000]));
        var range = await terminal.Output.ReadAsync(terminal.Key, Start + 9_999, 10);
        Assert.Equal((Start + 9_999, 1), (range!.Offset, range.Data.Length));
    }

    [Theory]
    [MemberData(nameof(RedisServers.Kinds), MemberType = typeof(RedisServers))]
    public async Task AppendAndRead_AfterRemoval_SayThatItIsGone(string kind)
    {
        var terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(kind));
        await terminal.AppendAsync(0, "abc"u8);
        await terminal.Directory.RemoveAsync(terminal.Key);

        Assert.Equal(TerminalOutputLog.Gone, await terminal.AppendAsync(3, "x"u8));
        Assert.Null(await terminal.Output.ReadAsync(terminal.Key, 0, 10));
        Assert.Null(await terminal.Directory.GetAsync(terminal.Key));
    }
}
