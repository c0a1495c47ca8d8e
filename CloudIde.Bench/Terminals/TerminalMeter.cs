using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace CloudIde.Bench.Terminals;

/// <summary>Measures a terminal behind a WebSocket: bytes in binary frames, control in text frames.</summary>
internal sealed class TerminalMeter : IDisposable
{
    /// <summary>Acknowledged in steps of this size, as the web UI does.</summary>
    private const long AcknowledgeStep = 64 * 1024;

    private const int WarmUpKeys = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly bool _acknowledges;
    private long _offset;
    private long _acknowledged;

    private TerminalMeter(bool acknowledges) => _acknowledges = acknowledges;

    /// <summary>Attaches, measures echo and bulk output, and leaves.</summary>
    public static async Task<TerminalFigures> MeasureAsync(
        Uri address, string? token, int keys, long bytes, bool acknowledges, CancellationToken cancellationToken)
    {
        using var meter = new TerminalMeter(acknowledges);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        if (token is not null)
        {
            meter._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        }

        await meter._socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, timeout.Token);
        await meter.PrepareAsync(timeout.Token);
        var echo = await meter.EchoAsync(keys, timeout.Token);
        var (rate, isLossless) = await meter.BulkAsync(bytes, timeout.Token);
        await meter._socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
        return new TerminalFigures(echo, rate, isLossless);
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Waits for the shell, then switches the terminal's own echo and line editing off, so that only what programs write comes back.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await SendAsync("stty raw -echo; PS1=; PROMPT_COMMAND=; printf 're''ady'\n", cancellationToken);
        await ReadUntilAsync("ready"u8.ToArray(), cancellationToken);
    }

    private async Task<Samples> EchoAsync(int keys, CancellationToken cancellationToken)
    {
        // In raw mode, dd returns each key as it comes, the least that an interactive program does, and ends after the last one.
        await SendAsync(
            string.Create(CultureInfo.InvariantCulture, $"printf 'ec''ho'; dd bs=1 count={keys + WarmUpKeys} 2>/dev/null\n"), cancellationToken);
        await ReadUntilAsync("echo"u8.ToArray(), cancellationToken);
        var samples = new Samples();
        var key = new byte[1];
        for (var i = 0; i < keys + WarmUpKeys; i++)
        {
            key[0] = (byte)('a' + (i % 26));
            var sent = Stopwatch.GetTimestamp();
            await _socket.SendAsync(key, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
            var received = await ReadAsync(cancellationToken);
            if (i >= WarmUpKeys)
            {
                samples.Add(Stopwatch.GetElapsedTime(sent));
            }

            if (received.Length != 1 || received.Span[0] != key[0])
            {
                throw new InvalidDataException($"Sent the key {(char)key[0]}, received \"{Encoding.UTF8.GetString(received.Span)}\".");
            }
        }

        return samples;
    }

    private async Task<(double BytesPerSecond, bool IsLossless)> BulkAsync(long bytes, CancellationToken cancellationToken)
    {
        // A sequence that repeats only every 2^32 lines, so that a lost or doubled piece shows in the hash.
        var lines = bytes / 9;
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var line = new byte[9];
        for (var i = 0L; i < lines; i++)
        {
            i.TryFormat(line, out _, "x8", CultureInfo.InvariantCulture);
            line[8] = (byte)'\n';
            expected.AppendData(line);
        }

        var file = Path.GetTempFileName();
        try
        {
            await using (var writer = new StreamWriter(file) { NewLine = "\n" })
            {
                for (var i = 0L; i < lines; i++)
                {
                    await writer.WriteLineAsync(i.ToString("x8", CultureInfo.InvariantCulture));
                }
            }

            using var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var started = Stopwatch.GetTimestamp();
            await SendAsync($"cat {file}\n", cancellationToken);
            for (var left = lines * 9; left > 0;)
            {
                var piece = await ReadAsync(cancellationToken);
                received.AppendData(piece.Span[..(int)Math.Min(left, piece.Length)]);
                left -= piece.Length;
            }

            var elapsed = Stopwatch.GetElapsedTime(started);
            return (lines * 9 / elapsed.TotalSeconds, expected.GetHashAndReset().AsSpan().SequenceEqual(received.GetHashAndReset()));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private Task SendAsync(string text, CancellationToken cancellationToken) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);

    private async Task ReadUntilAsync(byte[] end, CancellationToken cancellationToken)
    {
        var seen = new List<byte>();
        while (!seen.ToArray().AsSpan().EndsWith(end))
        {
            seen.AddRange((await ReadAsync(cancellationToken)).Span);
        }
    }

    /// <summary>The next output bytes, as they come; control frames are passed over.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                throw new InvalidOperationException($"The server closed the terminal: {_socket.CloseStatusDescription}");
            }

            if (result.MessageType == WebSocketMessageType.Binary && result.Count > 0)
            {
                _offset += result.Count;
                await AcknowledgeAsync(cancellationToken);
                return _buffer.AsMemory(0, result.Count);
            }
        }
    }

    private async Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        if (_acknowledges && _offset - _acknowledged >= AcknowledgeStep)
        {
            _acknowledged = _offset;
            var frame = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"type":"ack","offset":{{_offset}}}"""));
            await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
    }
}
