using System.Threading.Channels;
using CloudIde.Core.Terminals;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Workspaces;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Terminals;

/// <summary>
/// Brings accepted input to the shell, in order and once. Input comes by the channel; what a broken connection lost is
/// found in the log, either because the next message shows a gap or because <see cref="Refresh"/> was called.
/// </summary>
internal sealed partial class InputPump : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a mark waits for output to go along with. An echo takes about a millisecond; without one, as for a password,
    /// keys of this long may be typed again when the worker dies. Longer than it need be, since each time it ends it wakes
    /// threads in the way of the next key.
    /// </summary>
    private static readonly TimeSpan MarkDelay = TimeSpan.FromMilliseconds(50);

    // A message without data means: look into the log. The log bounds how much input can wait, so this is bounded as well.
    private readonly Channel<PendingInput?> _incoming = Channel.CreateUnbounded<PendingInput?>(new UnboundedChannelOptions
    {
        SingleReader = true,
        AllowSynchronousContinuations = true,
    });

    private readonly TerminalKey _terminal;
    private readonly LeaseKeeper _keeper;
    private readonly TerminalInputLog _log;
    private readonly TakenInput _taken;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _markSignal = new(0);
    private readonly ITimer _markTimer;
    private long _next = -1;
    private int _markIsDue;
    private long _due;

    public InputPump(
        TerminalKey terminal,
        LeaseKeeper keeper,
        TerminalInputLog log,
        TakenInput taken,
        TimeProvider time,
        ILogger<InputPump> logger)
    {
        _terminal = terminal;
        _keeper = keeper;
        _log = log;
        _taken = taken;
        _time = time;
        _logger = logger;
        _markTimer = time.CreateTimer(
            static state => ((InputPump)state!)._markSignal.Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

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
                    // After a sleep the channel brings what was typed meanwhile, perhaps into another worker's shell: a command
                    // must not run twice.
                    if (!_keeper.IsHeld)
                    {
                        await _keeper.EnsureHeldAsync(stop.Token);
                    }

                    _next = input.Offset + input.Data.Length;
                    _taken.Take(_next);
                    MarkLater();
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
    public void Dispose()
    {
        _markTimer.Dispose();
        _markSignal.Dispose();
    }

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
                var pending = await _log.ReadPendingAsync(_terminal);
                if (pending is null || _next < 0)
                {
                    return pending;
                }

                var known = (int)Math.Clamp(_next - pending.Offset, 0, pending.Data.Length);
                return new PendingInput(pending.Offset + known, pending.Data[known..]);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                LogRetry(e, _terminal);
                await Task.Delay(RetryDelay, _time, cancellationToken);
            }
        }
    }

    private void MarkLater()
    {
        if (Interlocked.Exchange(ref _markIsDue, 1) == 0)
        {
            Volatile.Write(ref _due, _taken.Taken);
            _markTimer.Change(MarkDelay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Marks input as taken when no output came along to do it. Several marks become one.</summary>
    private async Task MarkTakenAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _markSignal.WaitAsync(cancellationToken);
                var due = Volatile.Read(ref _due);
                Volatile.Write(ref _markIsDue, 0);
                if (_taken.Marked < due)
                {
                    await MarkAsync();
                }
                else if (!_taken.IsMarked)
                {
                    // Output took that one along; what came since has waited for less.
                    MarkLater();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The shell is gone. A last mark, so that its last keys are not typed into the next one.
            await MarkAsync();
        }
    }

    private async Task MarkAsync()
    {
        if (_taken.IsMarked)
        {
            return;
        }

        try
        {
            var target = _taken.Taken;
            if (await _log.TakeAsync(_keeper.Lease, _terminal, target) >= target)
            {
                _taken.Mark(target);
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The next key, or the next output, marks it as well.
            LogRetry(e, _terminal);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The input log of terminal {Terminal} could not be reached.", EventName = "InputRetry")]
    private partial void LogRetry(Exception exception, TerminalKey terminal);
}
