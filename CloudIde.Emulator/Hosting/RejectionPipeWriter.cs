using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace CloudIde.Emulator.Hosting;

/// <summary>
/// Passes a connection's output on, and adds an error document to an empty refusal that the server writes while no
/// request is being handled.
/// </summary>
/// <param name="output">The connection's output.</param>
internal sealed class RejectionPipeWriter(PipeWriter output) : PipeWriter
{
    private Memory<byte> _memory;

    /// <summary>Whether what is written comes from the emulator; that is never touched.</summary>
    public bool IsApplicationRunning { get; set; }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => output.UnflushedBytes;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        var written = _memory;
        _memory = default;
        if (!IsApplicationRunning && bytes <= written.Length && WithBody(written.Span[..bytes]) is { } answer)
        {
            output.Write(answer);
            return;
        }

        output.Advance(bytes);
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _memory = output.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void CancelPendingFlush() => output.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => output.Complete(exception);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => output.FlushAsync(cancellationToken);

    private static byte[]? WithBody(ReadOnlySpan<byte> written)
    {
        var empty = "Content-Length: 0\r\n"u8;
        var isRefusal = written.StartsWith("HTTP/1.1 4"u8) || written.StartsWith("HTTP/1.1 505"u8);
        var at = isRefusal ? written.IndexOf(empty) : -1;
        if (at < 0 || !written.EndsWith("\r\n\r\n"u8))
        {
            return null;
        }

        var status = written["HTTP/1.1 "u8.Length..written.IndexOf("\r\n"u8)];
        var (code, message) = status.StartsWith("431"u8)
            ? ("RequestHeaderSectionTooLarge", "Your request header section exceeds the maximum allowed size.")
            : ("BadRequest", "The request could not be understood: " + Encoding.ASCII.GetString(status) + ".");
        var body = Encoding.UTF8.GetBytes(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>");
        var headers = Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\nContent-Type: application/xml\r\n");

        // AWS blames the sender for a version that does not exist.
        var line = status.StartsWith("505"u8) ? "HTTP/1.1 400 Bad Request\r\n"u8 : written[..(written.IndexOf("\r\n"u8) + 2)];
        return [.. line, .. written[(written.IndexOf("\r\n"u8) + 2)..at], .. headers, .. written[(at + empty.Length)..], .. body];
    }
}
