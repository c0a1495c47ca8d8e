using System.Buffers;
using System.IO.Pipelines;
using CloudIde.Core.Terminals;
using StackExchange.Redis;

namespace CloudIde.Server.Terminals;

/// <summary>
/// One viewer's input on its way to Redis, in order and each byte once: a piece goes out as soon as the one before it is
/// stored, and what arrived meanwhile goes along as one.
/// </summary>
internal sealed partial class ViewerInput : IDisposable
{
    private const int MaxPiece = 32 * 1024;

    /// <summary>How much waits here for Redis or for a program that does not read; beyond it the connection is not read.</summary>
    private const int MaxWaiting = 1 << 20;

    /// <summary>How long input that arrived may still go to Redis when its connection has ended.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MinRetry = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SignOfLifeInterval = TimeSpan.FromSeconds(2);

    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: MaxWaiting,
        resumeWriterThreshold: MaxWaiting / 2,
        useSynchronizationContext: false));

    private readonly ViewerIdentity _identity;
    private readonly ViewerOutput _output;
    private readonly ViewerServices _services;
    private readonly CancellationTokenSource _giveUp;
    private long _offset;

    public ViewerInput(ViewerIdentity identity, ViewerOutput output, ViewerServices services, long offset)
    {
        _identity = identity;
        _output = output;
        _services = services;
        _offset = offset;
        _giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, services.Time);
    }

    /// <summary>Where received bytes are put.</summary>
    /// <returns>At least a few KiB.</returns>
    public Memory<byte> GetMemory() => _pipe.Writer.GetMemory(4096);

    /// <summary>Takes the bytes that were put into the memory, and waits when too many do.</summary>
    /// <param name="count">How many.</param>
    /// <returns>A task that ends when more may be received.</returns>
    public async ValueTask WriteAsync(int count)
    {
        _pipe.Writer.Advance(count);
        var flush = _pipe.Writer.FlushAsync(CancellationToken.None);
        if (flush.IsCompleted)
        {
            await flush;
            return;
        }

        _output.SetCannotHear(true);
        try
        {
            await flush;
        }
        finally
        {
            _output.SetCannotHear(false);
        }
    }

    /// <summary>No more input comes. What has arrived is still stored, within a few seconds.</summary>
    public void Complete()
    {
        _giveUp.CancelAfter(DrainTime);
        _pipe.Writer.Complete();
    }

    /// <summary>Stores input until it is complete.</summary>
    /// <returns>Why the connection cannot go on, or null when all is stored or nobody wants it any more.</returns>
    public async Task<CloseRequest?> RunAsync()
    {
        try
        {
            while (true)
            {
                var read = await _pipe.Reader.ReadAsync(CancellationToken.None);
                if (read.Buffer.IsEmpty && read.IsCompleted)
                {
                    return null;
                }

                var end = read.Buffer.GetPosition(Math.Min(read.Buffer.Length, MaxPiece));

                // Copied, since a command that timed out may still sit in the client's queue when this memory is used again.
                if (await StoreAsync(read.Buffer.Slice(0, end).ToArray()) is { } problem)
                {
                    return problem;
                }

                _pipe.Reader.AdvanceTo(end);
            }
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            LogGaveUp(_services.Logger, _identity.Terminal, _identity.ViewerId);
            return null;
        }
        finally
        {
            // Ends a writer that waits.
            await _pipe.Reader.CompleteAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _giveUp.Dispose();

    private async Task<CloseRequest?> StoreAsync(byte[] piece)
    {
        var retry = MinRetry;
        var lastSign = _services.Time.GetTimestamp();
        while (true)
        {
            var answer = await TryAppendAsync(piece);
            switch (answer?.Outcome)
            {
                case InputOutcome.Accepted:
                    _services.Metrics.CountInput(piece.Length);
                    _offset += piece.Length;
                    _output.NoteInput(Math.Max(_offset, answer.Value.Accepted));
                    return null;
                case InputOutcome.Gap:
                    LogGap(_services.Logger, _identity.Terminal, _identity.ViewerId, _offset, answer.Value.Accepted);
                    _output.TellError("Some of what was typed before is missing; connecting again.");
                    return new CloseRequest(TerminalCloseCode.InputGap, $"Input is missing from {answer.Value.Accepted} on.");
                case InputOutcome.Gone:
                    return new CloseRequest(TerminalCloseCode.Closed, "The terminal was closed.");
            }

            // Redis does not answer, or the program does not read. Both may end at any time.
            await Task.Delay(retry, _services.Time, _giveUp.Token);
            retry = retry * 2 < MaxRetry ? retry * 2 : MaxRetry;
            if (_services.Time.GetElapsedTime(lastSign) >= SignOfLifeInterval)
            {
                lastSign = _services.Time.GetTimestamp();
                _output.NoteInputWaits();
            }
        }
    }

    private async Task<InputAnswer?> TryAppendAsync(byte[] piece)
    {
        try
        {
            return await _services.Input.AppendAsync(_identity.Terminal, _identity.ViewerId, _offset, piece);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // It may have been stored nevertheless; the offset makes the next try harmless.
            LogAppendFailed(_services.Logger, e, _identity.Terminal, _identity.ViewerId);
            return null;
        }
    }
}
