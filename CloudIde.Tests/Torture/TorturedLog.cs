using System.Diagnostics;
using System.Text;
using CloudIde.Core.Terminals;
using StackExchange.Redis;

namespace CloudIde.Tests.Torture;

/// <summary>
/// One terminal's log, all of it: read from Redis, past every server and proxy, while it is written. Viewers compare what
/// they receive with it.
/// </summary>
internal sealed class TorturedLog(TerminalKey key, IConnectionMultiplexer redis, Findings findings)
{
    private const int ReadSize = 256 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(30);

    private readonly TerminalOutputLog _log = new(redis);
    private readonly Lock _lock = new();
    private readonly List<(long Offset, long At)> _shells = [];
    private byte[] _bytes = new byte[1 << 20];
    private int _length;
    private int _searched;

    /// <summary>The terminal.</summary>
    public TerminalKey Key => key;

    /// <summary>How much was read.</summary>
    public long Head
    {
        get
        {
            lock (_lock)
            {
                return _length;
            }
        }
    }

    /// <summary>How many shells have said who they are.</summary>
    public int Shells
    {
        get
        {
            lock (_lock)
            {
                return _shells.Count;
            }
        }
    }

    /// <summary>When the shell after the first <paramref name="count"/> ones was seen, as a timestamp; null when there is none yet.</summary>
    public long? ShellAfter(int count)
    {
        lock (_lock)
        {
            return _shells.Count > count ? _shells[count].At : null;
        }
    }

    /// <summary>Reads until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                while (await _log.ReadAsync(key, Head, ReadSize) is { Data.Length: > 0 } range)
                {
                    Take(range);
                }
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // The machine is busy; nothing is between this test and Redis.
                findings.Note($"the log of {key.TerminalId} could not be read: {e.Message}");
            }

            await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Compares received bytes with the log.</summary>
    /// <param name="offset">The offset at which they were received.</param>
    /// <param name="received">The bytes.</param>
    /// <returns>How many are right and done with; the others are not in the log yet. Or -1 when one is wrong.</returns>
    public int Verify(long offset, ReadOnlySpan<byte> received)
    {
        lock (_lock)
        {
            var known = (int)Math.Clamp(_length - offset, 0, received.Length);
            return known == 0 || received[..known].SequenceEqual(_bytes.AsSpan((int)offset, known)) ? known : -1;
        }
    }

    /// <summary>A piece of the log, for people.</summary>
    public string Show(long offset, int length)
    {
        lock (_lock)
        {
            var from = (int)Math.Clamp(offset, 0, _length);
            return Escape(_bytes.AsSpan(from, Math.Min(length, _length - from)));
        }
    }

    /// <summary>All of it.</summary>
    public byte[] ToArray()
    {
        lock (_lock)
        {
            return _bytes[.._length];
        }
    }

    /// <summary>Bytes as text on one line.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var c in Encoding.Latin1.GetString(bytes))
        {
            text.Append(c is < ' ' or > '~' ? $"\\x{(int)c:x2}" : c);
        }

        return text.ToString();
    }

    private void Take(OutputRange range)
    {
        lock (_lock)
        {
            if (range.Offset != _length)
            {
                findings.Fail($"the log of {key.TerminalId} was trimmed to {range.Offset} before the test had read {_length}");
            }

            while (_length + range.Data.Length > _bytes.Length)
            {
                Array.Resize(ref _bytes, 2 * _bytes.Length);
            }

            range.Data.Span.CopyTo(_bytes.AsSpan(_length));
            _length += range.Data.Length;
            FindShells();
        }
    }

    private void FindShells()
    {
        while (_bytes.AsSpan(_searched, _length - _searched).IndexOf("\nS "u8) is var at and >= 0)
        {
            _searched += at + 1;
            _shells.Add((_searched, Stopwatch.GetTimestamp()));
        }

        if (_shells.Count == 0 && _bytes.AsSpan(0, _length).StartsWith("S "u8))
        {
            _shells.Add((0, Stopwatch.GetTimestamp()));
        }

        _searched = Math.Max(_searched, _length - 2);
    }
}
