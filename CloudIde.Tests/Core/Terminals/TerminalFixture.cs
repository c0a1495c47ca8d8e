using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Core.Terminals;

/// <summary>A project of its own with one terminal and a worker's lease, over one Redis.</summary>
internal sealed class TerminalFixture
{
    private TerminalFixture(IConnectionMultiplexer redis)
    {
        Redis = redis;
        Workspaces = new WorkspaceDirectory(redis);
        Directory = new TerminalDirectory(redis, Workspaces);
        Output = new TerminalOutputLog(redis);
        Input = new TerminalInputLog(redis);
        Channels = new TerminalChannels(redis);
    }

    public IConnectionMultiplexer Redis { get; }

    public WorkspaceDirectory Workspaces { get; }

    public TerminalDirectory Directory { get; }

    public TerminalOutputLog Output { get; }

    public TerminalInputLog Input { get; }

    public TerminalChannels Channels { get; }

    public TerminalKey Key { get; } = new($"p{Guid.NewGuid():N}", "t1");

    public WorkspaceLease Lease { get; private set; } = null!;

    public static async Task<TerminalFixture> CreateAsync(IConnectionMultiplexer redis)
    {
        var fixture = new TerminalFixture(redis);
        Assert.True(await fixture.Directory.CreateAsync(fixture.Key, "shell", TerminalSize.Default, DateTimeOffset.UnixEpoch, 2));
        fixture.Lease = await fixture.Workspaces.AcquireAsync(fixture.Key.ProjectId, "w1", "a1");
        return fixture;
    }

    public Task<long> AppendAsync(long offset, ReadOnlySpan<byte> data, int keepBytes = 1 << 20, WorkspaceLease? lease = null) =>
        Output.AppendAsync(
            lease ?? Lease, Key, TerminalMessage.Encode(TerminalMessageKind.Output, offset, data), offset, keepBytes).AsTask();

    public async Task<byte[]> ReadAllAsync()
    {
        var kept = new List<byte>();
        var range = (await Output.ReadAsync(Key, 0, 100_000))!;
        while (range.Data.Length > 0)
        {
            kept.AddRange(range.Data.Span);
            range = (await Output.ReadAsync(Key, range.Offset + range.Data.Length, 100_000))!;
        }

        return [.. kept];
    }
}
