using System.Text;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Server.Terminals;

/// <summary>A worker's half of the contract: holds the workspace, prints what a test says and takes all input.</summary>
internal sealed class FakeWorker : IAsyncDisposable
{
    private readonly WorkspaceDirectory _workspaces;
    private readonly TerminalDirectory _terminals;
    private readonly TerminalOutputLog _output;
    private readonly TerminalInputLog _input;
    private readonly TerminalChannels _channels;
    private readonly TerminalKey _key;
    private readonly Lock _lock = new();
    private readonly List<byte> _typed = [];
    private readonly Dictionary<string, long> _acknowledged = [];
    private IAsyncDisposable? _subscription;

    private FakeWorker(IConnectionMultiplexer redis, TerminalKey key)
    {
        _workspaces = new WorkspaceDirectory(redis);
        _terminals = new TerminalDirectory(redis, _workspaces);
        _output = new TerminalOutputLog(redis);
        _input = new TerminalInputLog(redis);
        _channels = new TerminalChannels(redis);
        _key = key;
    }

    public WorkspaceLease Lease { get; private set; } = null!;

    public long Head { get; private set; }

    public int KeepBytes { get; set; } = 1 << 20;

    /// <summary>All bytes that were typed, in the order in which Redis accepted them.</summary>
    public byte[] Typed
    {
        get
        {
            lock (_lock)
            {
                return [.. _typed];
            }
        }
    }

    /// <summary>The highest offset that any viewer acknowledged.</summary>
    public long Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged.Count == 0 ? -1 : _acknowledged.Values.Max();
            }
        }
    }

    public static async Task<FakeWorker> StartAsync(IConnectionMultiplexer redis, TerminalKey key, bool active = true)
    {
        var worker = new FakeWorker(redis, key);
        worker.Lease = await worker._workspaces.AcquireAsync(key.ProjectId, $"w{Guid.NewGuid():N}", "a");
        Assert.NotEqual(0, worker.Lease.Epoch);
        worker.Head = (await worker._terminals.GetAsync(key))!.Head;
        worker._subscription = await worker._channels.SubscribeToWorkerAsync(key, worker.OnMessage);
        if (active)
        {
            await worker.StatusAsync(WorkspaceState.Active);
            await worker._terminals.SetStateAsync(worker.Lease, key, TerminalState.Running);
        }

        return worker;
    }

    public Task StatusAsync(WorkspaceState state, string? message = null) => _workspaces.SetStatusAsync(Lease, state, message);

    public Task PrintAsync(string text) => PrintAsync(Encoding.UTF8.GetBytes(text));

    public async Task PrintAsync(ReadOnlyMemory<byte> bytes)
    {
        var next = await _output.AppendAsync(
            Lease, _key, TerminalMessage.Encode(TerminalMessageKind.Output, Head, bytes.Span), Head, KeepBytes);
        Assert.Equal(Head + bytes.Length, next);
        Head = next;
    }

    /// <summary>Prints in pieces of random lengths.</summary>
    public async Task PrintInPiecesAsync(ReadOnlyMemory<byte> bytes, Random random, int maxPiece)
    {
        while (bytes.Length > 0)
        {
            var length = Math.Min(bytes.Length, random.Next(1, maxPiece + 1));
            await PrintAsync(bytes[..length]);
            bytes = bytes[length..];
        }
    }

    /// <summary>Counts bytes that a test appended itself.</summary>
    public void Skip(int length) => Head += length;

    public Task ExitAsync(int code) => _terminals.SetStateAsync(Lease, _key, TerminalState.Exited, code);

    public Task ResizeAsync(TerminalSize size) => _terminals.SetSizeAsync(Lease, _key, size);

    /// <summary>Takes input that waits, as a worker does when its shell reads.</summary>
    public async Task TakeAllAsync()
    {
        var pending = (await _input.ReadPendingAsync(_key))!;
        await _input.TakeAsync(Lease, _key, pending.Offset + pending.Data.Length);
    }

    public Task ReleaseAsync() => _workspaces.ReleaseAsync(Lease);

    public Task RemoveTerminalAsync() => _terminals.RemoveAsync(_key);

    public async ValueTask DisposeAsync()
    {
        if (_subscription is not null)
        {
            await _subscription.DisposeAsync();
        }
    }

    private void OnMessage(TerminalMessage message)
    {
        lock (_lock)
        {
            if (message.Kind == TerminalMessageKind.Input)
            {
                Assert.Equal(_typed.Count, message.Offset);
                _typed.AddRange(message.Data.Span);
            }
            else if (message.Kind == TerminalMessageKind.Acknowledgement)
            {
                _acknowledged[Encoding.UTF8.GetString(message.Data.Span)] = message.Offset;
            }
        }
    }
}
