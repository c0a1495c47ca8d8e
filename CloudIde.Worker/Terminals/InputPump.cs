using System.Threading.Channels;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Pty;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Terminals;

/// <summary>
/// Brings accepted input to the shell, in order and once. Input comes by the channel; what a broken connection lost is
/// found in the log, either because the next message shows a gap or because <see cref="Refresh"/> was called.
/// </summary>
internal sealed partial class InputPump(
    TerminalKey terminal, WorkspaceLease lease, TerminalInputLog log, TimeProvider time, ILogger<InputPump> logger) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // A message without data means: look into the log. The log bounds how much input can wait, so this is bounded as well.
    private readonly Channel<PendingInput?> _incoming = Channel.CreateUnbounded<PendingInput?>(new UnboundedChannelOptions
    {
        SingleReader = true,
        AllowSynchronousContinuations = true,
    });

    private readonly SemaphoreSlim _takeSignal = new(0);
    private long _next = -1;

    /// <summary>Hands over a message from the channel.</summary>
    /// <param name="message">An input message.</param>
    public void Receive(TerminalMessage message) => _incoming.Writer.TryWrite(new PendingInput(message.Offset, message.Data));

    /// <summary>Looks for input that was missed.</summary>
    public void Refresh() => _incoming.Writer.TryWrite(null);

    /// <summary>Pumps until it is cancelled or the shell is gone.</summary>
    /// <param name="pty">The shell's terminal.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that ends with the shell.</returns>
    public async Task RunAsync(PseudoTerminal pty, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var taking = MarkTakenAsync(stop.Token);
        try
        {
            Refresh();
            await foreach (var message in _incoming.Reader.ReadAllAsync(stop.Token))
            {
                var input = message is null || message.Offset != _next ? await ReadMissedAsync(message, stop.Token) : message;
                if (input is { Data.Length: > 0 })
                {
                    _next = input.Offset + input.Data.Length;
                    _takeSignal.Release();
                    await pty.WriteAsync(input.Data, stop.Token);
                    WorkerTelemetry.InputBytes.Add(input.Data.Length);
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await taking;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _takeSignal.Dispose();

    /// <summary>Finds what comes next in the log, when the channel's message is not it.</summary>
    private async Task<PendingInput?> ReadMissedAsync(PendingInput? message, CancellationToken cancellationToken)
    {
        if (message is not null && message.Offset + message.Data.Length <= _next)
        {
            // Read from the log before it came by the channel.
            return null;
        }

        while (true)
        {
            try
            {
                var pending = await log.ReadPendingAsync(terminal);
                if (pending is null || _next < 0)
                {
                    return pending;
                }

                var known = (int)Math.Clamp(_next - pending.Offset, 0, pending.Data.Length);
                return new PendingInput(pending.Offset + known, pending.Data[known..]);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                LogRetry(e, terminal);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Marks input as taken, beside the writing so that a keystroke does not wait for a round trip. Several marks become one.
    /// </summary>
    private async Task MarkTakenAsync(CancellationToken cancellationToken)
    {
        var marked = -1L;
        try
        {
            while (true)
            {
                await _takeSignal.WaitAsync(cancellationToken);
                var target = Volatile.Read(ref _next);
                if (target > marked)
                {
                    marked = await TryTakeAsync(target) ? target : marked;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The shell is gone. A last mark, so that its last keys are not typed into the next one.
            if (Volatile.Read(ref _next) > marked)
            {
                await TryTakeAsync(Volatile.Read(ref _next));
            }
        }
    }

    private async Task<bool> TryTakeAsync(long target)
    {
        try
        {
            await log.TakeAsync(lease, terminal, target);
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogRetry(e, terminal);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The input log of terminal {Terminal} could not be reached.", EventName = "InputRetry")]
    private partial void LogRetry(Exception exception, TerminalKey terminal);
}
