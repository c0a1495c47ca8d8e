using System.Buffers;
using System.IO.Pipelines;
using CloudIde.Core.Terminals;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Workspaces;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Terminals;

/// <summary>
/// Brings a shell's output into the log. Reading and storing overlap: while one piece is on its way to Redis the next is
/// read, and what was read meanwhile goes in one piece. So a lone keystroke is stored at once and a flood in large pieces,
/// without a timer.
/// </summary>
internal sealed partial class OutputPump(
    TerminalKey terminal,
    LeaseKeeper keeper,
    TerminalOutputLog log,
    OutputScreen screen,
    FlowWindow window,
    TakenInput taken,
    int historyBytes,
    TimeProvider time,
    ILogger<OutputPump> logger)
{
    private const int ReadSize = 64 * 1024;

    /// <summary>
    /// The largest piece stored at once: large enough that the round trip does not matter, small enough to stay in cache and,
    /// for each server that receives it, out of the heap for large objects (from 85,000 bytes on), which is collected rarely.
    /// </summary>
    private const int MaxPiece = 64 * 1024;

    /// <summary>How much may be read ahead of the log.</summary>
    private const int MaxAhead = 256 * 1024;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly byte[] _message = new byte[TerminalMessage.HeaderLength + MaxPiece];

    /// <summary>The offset behind the last byte that is stored.</summary>
    public long Head { get; private set; }

    /// <summary>Starts at the end of what the log holds already.</summary>
    /// <param name="head">The offset behind the last byte in the log.</param>
    public void StartAt(long head) => Head = head;

    /// <summary>Stores bytes that do not come from the shell, such as a notice. Only while <see cref="RunAsync"/> does not run.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when they are stored.</returns>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        StoreAsync(new ReadOnlySequence<byte>(bytes), cancellationToken);

    /// <summary>Pumps until the shell's output has ended and all of it is stored.</summary>
    /// <param name="pty">The shell's terminal.</param>
    /// <param name="cancellationToken">Gives up, for example since the lease is lost.</param>
    /// <returns>A task that ends with the output.</returns>
    public async Task RunAsync(PseudoTerminal pty, CancellationToken cancellationToken)
    {
        // Inline, so that a keystroke's echo goes on to Redis on the thread that read it.
        var pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.ThreadPool,
            pauseWriterThreshold: MaxAhead,
            resumeWriterThreshold: MaxAhead / 2,
            minimumSegmentSize: ReadSize,
            useSynchronizationContext: false));
        var storing = StoreAllAsync(pipe.Reader, cancellationToken);
        await ReadAllAsync(pty, pipe.Writer, cancellationToken);
        await storing;
    }

    private static async Task ReadAllAsync(PseudoTerminal pty, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var read = await pty.ReadAsync(writer.GetMemory(ReadSize / 4), cancellationToken);
                if (read == 0)
                {
                    break;
                }

                writer.Advance(read);
                if ((await writer.FlushAsync(cancellationToken)).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        // The error surfaces in the task that stores.
        await writer.CompleteAsync(failure);
    }

    private async Task StoreAllAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, MaxPiece));
                if (piece.IsEmpty && result.IsCompleted)
                {
                    return;
                }

                await window.WaitAsync(Head, cancellationToken);
                await StoreAsync(piece, cancellationToken);
                reader.AdvanceTo(piece.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private async Task StoreAsync(ReadOnlySequence<byte> piece, CancellationToken cancellationToken)
    {
        var length = (int)piece.Length;
        TerminalMessage.WriteHeader(_message, TerminalMessageKind.Output, Head);
        piece.CopyTo(_message.AsSpan(TerminalMessage.HeaderLength));
        var message = _message.AsMemory(0, TerminalMessage.HeaderLength + length);
        var followed = false;
        while (true)
        {
            try
            {
                var takenInput = taken.Taken;
                var appending = log.AppendAsync(
                    keeper.Lease, terminal, message, Head, historyBytes + OutputScreen.ExtraHistory, takenInput).AsTask();
                if (!followed)
                {
                    // While the bytes are on their way, so that it costs no time.
                    screen.Follow(Head, message.Span[TerminalMessage.HeaderLength..]);
                    followed = true;
                }

                var head = await appending;
                if (head == Head + length)
                {
                    taken.Mark(takenInput);
                    Head = head;
                    await screen.SaveDueAsync();
                    WorkerTelemetry.OutputBytes.Add(length);
                    return;
                }

                // A lease that only ran out is taken again, and the piece belongs where it belonged.
                if (head != TerminalOutputLog.Fenced || !await keeper.ConfirmAsync(cancellationToken))
                {
                    keeper.Lost.ThrowIfCancellationRequested();
                    throw new InvalidDataException($"The log of terminal {terminal} ends at {head} instead of {Head}.");
                }
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // The same piece at the same offset: when it was stored after all, the log says so.
                LogRetry(e, terminal);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Output of terminal {Terminal} could not be stored; trying again.", EventName = "OutputRetry")]
    private partial void LogRetry(Exception exception, TerminalKey terminal);
}
