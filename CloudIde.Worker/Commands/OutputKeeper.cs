using CloudIde.Core.Commands;
using CloudIde.Worker.Workspaces;
using StackExchange.Redis;

namespace CloudIde.Worker.Commands;

/// <summary>
/// Keeps a command's output: the beginning in Redis as it comes, the end in memory until the command is over. Past the beginning
/// nothing waits for Redis any more, so a flood costs neither memory nor the program's time.
/// </summary>
internal sealed class OutputKeeper(
    LeaseKeeper keeper, string commandId, CommandOutputLog log, int limit, TimeProvider time)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly int _headLimit = limit / 4 * 3;
    private readonly byte[] _ring = new byte[limit - (limit / 4 * 3)];

    /// <summary>How many bytes there were.</summary>
    public long Total { get; private set; }

    /// <summary>Whether some of them were dropped.</summary>
    public bool IsTruncated => Total > TailOffset && TailOffset > _headLimit;

    /// <summary>The offset of the first byte behind the beginning that is kept.</summary>
    public long TailOffset => Math.Max(Math.Min(_headLimit, Total), Total - _ring.Length);

    /// <summary>Takes output.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="cancellationToken">The lease is lost.</param>
    /// <returns>A task that ends when they are kept.</returns>
    public async ValueTask AddAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var head = (int)Math.Min(data.Length, Math.Max(0, _headLimit - Total));
        if (head > 0)
        {
            await StoreAsync(data[..head], cancellationToken);
            Total += head;
        }

        AddToRing(data.Span[head..]);
    }

    /// <summary>The end of the output, of what is not in Redis.</summary>
    /// <returns>The bytes from <see cref="TailOffset"/> on.</returns>
    public byte[] Tail()
    {
        var tail = new byte[Math.Max(0, Total - TailOffset)];
        for (var index = 0; index < tail.Length; index++)
        {
            tail[index] = _ring[(TailOffset + index) % _ring.Length];
        }

        return tail;
    }

    private void AddToRing(ReadOnlySpan<byte> data)
    {
        if (data.Length > _ring.Length)
        {
            Total += data.Length - _ring.Length;
            data = data[^_ring.Length..];
        }

        while (!data.IsEmpty)
        {
            var place = (int)(Total % _ring.Length);
            var count = Math.Min(data.Length, _ring.Length - place);
            data[..count].CopyTo(_ring.AsSpan(place));
            Total += count;
            data = data[count..];
        }
    }

    private async Task StoreAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (true)
        {
            await keeper.EnsureHeldAsync(cancellationToken);
            try
            {
                if (await log.AppendAsync(keeper.Lease, commandId, Total, data) == Total + data.Length)
                {
                    return;
                }
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // Repeated below: what was appended already is not appended again.
            }

            await Task.Delay(RetryDelay, time, cancellationToken);
        }
    }
}
