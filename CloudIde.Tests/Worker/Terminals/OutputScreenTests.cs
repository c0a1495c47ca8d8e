using System.Globalization;
using System.Text;
using CloudIde.Core.Terminals;
using CloudIde.Tests.Core.Redis;
using CloudIde.Tests.Core.Terminals;
using CloudIde.Worker.Terminals;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CloudIde.Tests.Worker.Terminals;

/// <summary>When a worker makes checkpoints of a terminal's screen, and what they hold.</summary>
public sealed class OutputScreenTests(RedisServers servers) : IClassFixture<RedisServers>
{
    private const int History = 1 << 20;
    private const int Spacing = TerminalCheckpoints.Spacing;

    private TerminalFixture _terminal = null!;
    private TerminalCheckpoints _checkpoints = null!;
    private long _head;

    [Fact]
    public async Task PlainOutput_GetsEmptyCheckpointsBehindLines()
    {
        var screen = await StartAsync();
        await PrintAsync(screen, Lines(4 * Spacing));

        var offsets = await _checkpoints.ListAsync(_terminal.Key);
        Assert.InRange(offsets.Count, 3, 4);
        foreach (var offset in offsets)
        {
            Assert.Equal("\n", await ReadAsync(offset - 1, 1));
            Assert.True((await _checkpoints.ReadAsync(_terminal.Key, offset))!.Prefix.IsEmpty);
        }

        Assert.All(offsets.Zip(offsets.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, Spacing / 2, 2 * Spacing));
    }

    [Fact]
    public async Task FullScreenProgram_ThatEndsNoLine_GetsCheckpointsOfItsScreen()
    {
        var screen = await StartAsync();
        await PrintAsync(screen, "\e[?1049h\e[?1000h" + Frames(3 * Spacing));

        var offsets = await _checkpoints.ListAsync(_terminal.Key);
        Assert.InRange(offsets.Count, 2, 3);
        var prefix = Encoding.UTF8.GetString((await _checkpoints.ReadAsync(_terminal.Key, offsets[^1]))!.Prefix.Span);
        Assert.Contains("\e[?1049h", prefix, StringComparison.Ordinal);
        Assert.Contains("\e[?1000h", prefix, StringComparison.Ordinal);
        Assert.Contains("frame", prefix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_NeverTakesOffsetsBelowZero()
    {
        var screen = await StartAsync();

        // A screen of many colours, which takes more than is printed before it, as it were.
        await PrintAsync(screen, "\e[?1049h" + Frames(2 * Spacing));

        foreach (var offset in await _checkpoints.ListAsync(_terminal.Key))
        {
            Assert.True((await _checkpoints.ReadAsync(_terminal.Key, offset))!.Start >= 0);
        }
    }

    [Fact]
    public async Task NextWorker_GoesOnFromTheNewestCheckpointWithTheSameScreen()
    {
        var first = await StartAsync();
        await PrintAsync(first, "\e[?1049h\e[?2004h" + Frames(Spacing + 20_000));
        var second = await RestartAsync();

        // Both follow the same from here; the checkpoint that each makes next must be the same.
        var rest = Encoding.UTF8.GetBytes(Frames(Spacing));
        foreach (var piece in rest.Chunk(4000))
        {
            first.Follow(_head, piece);
            second.Follow(_head, piece);
            _head = await _terminal.AppendAsync(_head, piece, History + OutputScreen.ExtraHistory);
        }

        await second.SaveDueAsync();
        await second.FlushAsync();
        var newest = (await _checkpoints.ListAsync(_terminal.Key))[^1];
        var ofSecond = (await _checkpoints.ReadAsync(_terminal.Key, newest))!.Prefix.ToArray();
        await first.SaveDueAsync();
        await first.FlushAsync();
        Assert.Equal(newest, (await _checkpoints.ListAsync(_terminal.Key))[^1]);
        Assert.Equal(ofSecond, (await _checkpoints.ReadAsync(_terminal.Key, newest))!.Prefix.ToArray());
    }

    [Fact]
    public async Task LongOutput_ForgetsCheckpointsThatTheLogDoesNotReach_AndKeepsOneAtItsStart()
    {
        var screen = await StartAsync();
        await PrintAsync(screen, Lines(3 * History));

        var record = (await _terminal.Directory.GetAsync(_terminal.Key))!;
        var offsets = await _checkpoints.ListAsync(_terminal.Key);
        Assert.True(record.Base > 0);
        Assert.True(offsets.Count < 20, $"there are {offsets.Count} checkpoints");
        var first = await _checkpoints.FindFirstAsync(_terminal.Key, record.Base);
        Assert.InRange(first.Offset, record.Base, record.Base + (2 * Spacing));
        Assert.True(record.Head - first.Offset >= History, "a viewer that starts over gets all of the history");
    }

    [Fact]
    public async Task Worker_ThatLostItsLease_StoresNoCheckpoint()
    {
        var screen = await StartAsync();
        await _terminal.Workspaces.ReleaseAsync(_terminal.Lease);
        foreach (var piece in Encoding.UTF8.GetBytes(Lines(2 * Spacing)).Chunk(4000))
        {
            screen.Follow(_head, piece);
            _head += piece.Length;
            await screen.SaveDueAsync();
        }

        await screen.FlushAsync();
        Assert.Empty(await _checkpoints.ListAsync(_terminal.Key));
    }

    private static string Lines(int length)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"line {i} of plain output\r\n");
        }

        return text.ToString();
    }

    private static string Frames(int length)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[{(i % 20) + 1};{(i % 40) + 1}H\e[3{i % 8}mframe {i}\e[0m");
        }

        return text.ToString();
    }

    private async Task<OutputScreen> StartAsync()
    {
        _terminal = await TerminalFixture.CreateAsync(await servers.ConnectAsync(RedisServers.Garnet));
        _checkpoints = new TerminalCheckpoints(_terminal.Redis);
        return await RestartAsync();
    }

    private async Task<OutputScreen> RestartAsync()
    {
        var screen = new OutputScreen(
            _terminal.Key, _terminal.Lease, _checkpoints, _terminal.Output, History, NullLogger<OutputScreen>.Instance);
        await screen.StartAsync((await _terminal.Directory.GetAsync(_terminal.Key))!);
        return screen;
    }

    private async Task PrintAsync(OutputScreen screen, string output)
    {
        foreach (var piece in Encoding.UTF8.GetBytes(output).Chunk(4000))
        {
            screen.Follow(_head, piece);
            _head = await _terminal.AppendAsync(_head, piece, History + OutputScreen.ExtraHistory);
            await screen.SaveDueAsync();
        }

        await screen.FlushAsync();
    }

    private async Task<string> ReadAsync(long offset, int length) =>
        Encoding.UTF8.GetString((await _terminal.Output.ReadAsync(_terminal.Key, offset, length))!.Data.Span);
}
