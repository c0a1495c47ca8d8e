using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudIde.Bench.Terminals;

/// <summary>Measures one terminal: the echo of single keys, then bulk output.</summary>
internal static class TerminalMeter
{
    private const int WarmUpKeys = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Attaches, measures and leaves.</summary>
    public static async Task<TerminalFigures> MeasureAsync(
        Uri address, string? token, int keys, long bytes, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        using var socket = await TerminalSocket.ConnectAsync(address, token, timeout.Token);
        using var sequence = new ByteSequence(bytes);
        await PrepareAsync(socket, keys + WarmUpKeys, sequence.Path, timeout.Token);
        var echo = await EchoAsync(socket, keys, timeout.Token);
        var (rate, isLossless) = await BulkAsync(socket, sequence, timeout.Token);
        await socket.LeaveAsync(timeout.Token);
        return new TerminalFigures(echo, rate, isLossless);
    }

    /// <summary>
    /// Replaces the interactive shell, whose line editor would add bytes of its own: dd returns each key as it comes, the
    /// least that an interactive program does; one more key starts the bulk output.
    /// </summary>
    private static async Task PrepareAsync(TerminalSocket socket, int keys, string file, CancellationToken cancellationToken)
    {
        await socket.SendAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"exec sh -c 'stty raw -echo; printf re\"ad\"y; dd bs=1 count={keys} 2>/dev/null; dd bs=1 count=1 of=/dev/null 2>/dev/null; cat {file}'\n"),
            cancellationToken);
        await socket.ReadUntilAsync("ready", cancellationToken);
    }

    private static async Task<Samples> EchoAsync(TerminalSocket socket, int keys, CancellationToken cancellationToken)
    {
        var samples = new Samples();
        var key = new byte[1];
        for (var i = 0; i < keys + WarmUpKeys; i++)
        {
            key[0] = (byte)('a' + (i % 26));
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(key, cancellationToken);
            var received = await socket.ReadAsync(cancellationToken);
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

    private static async Task<(double BytesPerSecond, bool IsLossless)> BulkAsync(
        TerminalSocket socket, ByteSequence sequence, CancellationToken cancellationToken)
    {
        using var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var started = Stopwatch.GetTimestamp();
        await socket.SendAsync("x", cancellationToken);
        for (var left = sequence.Length; left > 0;)
        {
            var piece = await socket.ReadAsync(cancellationToken);
            received.AppendData(piece.Span[..(int)Math.Min(left, piece.Length)]);
            left -= piece.Length;
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        return (sequence.Length / elapsed.TotalSeconds, received.GetHashAndReset().AsSpan().SequenceEqual(sequence.Hash));
    }
}
