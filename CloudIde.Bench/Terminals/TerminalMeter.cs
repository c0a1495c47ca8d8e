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
        using var sequence = new ByteSequence(bytes);
        await meter.PrepareAsync(keys + WarmUpKeys, sequence.Path, timeout.Token);
        var echo = await meter.EchoAsync(keys, timeout.Token);
        var (rate, isLossless) = await meter.BulkAsync(sequence, timeout.Token);
        await meter._socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
        return new TerminalFigures(echo, rate, isLossless);
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>
    /// Replaces the interactive shell, whose line editor would add bytes of its own: dd returns each key as it comes, the
    /// least that an interactive program does; one more key starts the bulk output.
    /// </summary>
    private async Task PrepareAsync(int keys, string file, CancellationToken cancellationToken)
    {
        await SendAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"exec sh -c 'stty raw -echo; printf re\"ad\"y; dd bs=1 count={keys} 2>/dev/null; dd bs=1 count=1 of=/dev/null 2>/dev/null; cat {file}'\n"),
            cancellationToken);
        await ReadUntilAsync("ready"u8.ToArray(), cancellationToken);
    }

    private async Task<Samples> EchoAsync(int keys, CancellationToken cancellationToken)
    {
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

    private async Task<(double BytesPerSecond, bool IsLossless)> BulkAsync(ByteSequence sequence, CancellationToken cancellationToken)
    {
        using var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var started = Stopwatch.GetTimestamp();
        await SendAsync("x", cancellationToken);
        for (var left = sequence.Length; left > 0;)
        {
            var piece = await ReadAsync(cancellationToken);
            received.AppendData(piece.Span[..(int)Math.Min(left, piece.Length)]);
            left -= piece.Length;
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        return (sequence.Length / elapsed.TotalSeconds, received.GetHashAndReset().AsSpan().SequenceEqual(sequence.Hash));
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
