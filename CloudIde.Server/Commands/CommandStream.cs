using System.Globalization;
using System.Text;
using System.Text.Json;
using CloudIde.Core.Commands;

namespace CloudIde.Server.Commands;

/// <summary>
/// A command's output as server-sent events: <c>output</c> with text, <c>status</c> when it changes, <c>end</c> with the outcome.
/// Each event's id is the offset behind it, so that a browser that reconnects gets exactly the rest.
/// </summary>
internal sealed class CommandStream(CommandDirectory directory, CommandOutputLog log, TimeProvider time)
{
    private const int PieceBytes = 64 << 10;

    /// <summary>Sends a command's output from an offset on, until the command is over or the client leaves.</summary>
    /// <param name="context">The request.</param>
    /// <param name="command">The command, which exists.</param>
    /// <param name="offset">The first byte wanted.</param>
    /// <returns>A task that ends with the stream.</returns>
    public async Task SendAsync(HttpContext context, CommandKey command, long offset)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";

        // A proxy that collects an answer would show nothing until the end.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await using var watch = await CommandWatch.StartAsync(command, directory, time);
        string? status = null;
        while (!context.RequestAborted.IsCancellationRequested)
        {
            var record = await watch.WaitAsync(
                record => record.State.IsOutcome() || record.OutputBytes > offset || record.State.Word() != status, context.RequestAborted);
            if (record is null || context.RequestAborted.IsCancellationRequested)
            {
                return;
            }

            if (record.State.Word() != status)
            {
                status = record.State.Word();
                await WriteAsync(context, "status", offset, CommandView.Of(record, time.GetUtcNow()));
            }

            var before = offset;
            offset = await SendOutputAsync(context, command, record, offset);
            if (record.State.IsOutcome() && (offset >= record.OutputBytes || offset == before))
            {
                await WriteAsync(context, "end", offset, CommandView.Of(record, time.GetUtcNow()));
                return;
            }

            if (offset == before && record.OutputBytes > offset)
            {
                // The beginning of a character, or what only the outcome brings.
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task WriteAsync(HttpContext context, string name, long id, CommandView view)
    {
        var json = JsonSerializer.Serialize(view, CommandsJsonContext.Default.CommandView);
        var text = string.Create(CultureInfo.InvariantCulture, $"event: {name}\nid: {id}\ndata: {json}\n\n");
        await context.Response.WriteAsync(text, Encoding.UTF8, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private async Task<long> SendOutputAsync(HttpContext context, CommandKey command, CommandRecord record, long offset)
    {
        while (true)
        {
            var piece = await log.ReadAsync(command, record, offset, PieceBytes);
            var (text, next) = CommandText.Decode(piece, record.State.IsOutcome() && piece.NextOffset >= record.OutputBytes);
            if (text.Length == 0)
            {
                return offset;
            }

            await WriteAsync(context, "output", next, CommandView.Of(record, time.GetUtcNow()) with
            {
                Offset = piece.Offset, NextOffset = next, Output = text,
            });
            offset = next;
        }
    }
}
