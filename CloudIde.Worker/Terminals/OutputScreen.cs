using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Terminals.Screen;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Terminals;

/// <summary>
/// Follows a terminal's output with a model of its screen, and stores checkpoints: what a viewer whose history begins in the
/// middle needs before it. One thread at a time feeds it, that which stores the output; only <see cref="Resize"/> may come
/// from elsewhere.
/// </summary>
internal sealed partial class OutputScreen(
    TerminalKey terminal,
    WorkspaceLease lease,
    TerminalCheckpoints checkpoints,
    TerminalOutputLog log,
    int historyBytes,
    ILogger<OutputScreen> logger)
{
    /// <summary>
    /// What the log keeps beyond its history: the oldest checkpoint lies up to a spacing and one piece of output behind the
    /// log's start, and a place that suits may be a little further.
    /// </summary>
    public const int ExtraHistory = 3 * TerminalCheckpoints.Spacing;

    private const int ReadSize = 256 * 1024;

    private readonly Queue<long> _stored = [];
    private TerminalScreen _screen = new(TerminalSize.Default.Columns, TerminalSize.Default.Rows);
    private TerminalSize? _resize;
    private ScreenCheckpoint? _due;
    private Task _saving = Task.CompletedTask;
    private long _last;

    /// <summary>Begins where the log ends: the model is brought there from the newest checkpoint.</summary>
    /// <param name="record">The terminal as Redis has it.</param>
    /// <returns>A task that ends when the model has caught up.</returns>
    public async Task StartAsync(TerminalRecord record)
    {
        _screen = new TerminalScreen(record.Size.Columns, record.Size.Rows);
        _last = record.Base;
        var from = record.Base;
        foreach (var offset in await checkpoints.ListAsync(terminal))
        {
            if (offset >= record.Base && offset <= record.Head)
            {
                _stored.Enqueue(offset);
                _last = from = offset;
            }
        }

        if (_stored.Count > 0 && await checkpoints.ReadAsync(terminal, from) is { } checkpoint)
        {
            _screen.Feed(checkpoint.Prefix.Span);
        }

        while (from < record.Head
            && await log.ReadAsync(terminal, from, (int)Math.Min(ReadSize, record.Head - from)) is { Data.Length: > 0 } range)
        {
            _screen.Feed(range.Data.Span);
            from = range.Offset + range.Data.Length;
        }
    }

    /// <summary>Notes a change of size. It takes effect with the next output, since programs draw anew after it.</summary>
    /// <param name="size">The size.</param>
    public void Resize(TerminalSize size)
    {
        lock (_stored)
        {
            _resize = size;
        }
    }

    /// <summary>Follows output that is being stored.</summary>
    /// <param name="offset">The offset of its first byte.</param>
    /// <param name="bytes">The bytes; each is given once.</param>
    public void Follow(long offset, ReadOnlySpan<byte> bytes)
    {
        TakeResize();
        if (_due is not null || offset + bytes.Length - _last < TerminalCheckpoints.Spacing)
        {
            _screen.Feed(bytes);
            return;
        }

        // Behind a line rather than within one: plain output then needs no prefix, and a fresh terminal starts in column 1.
        var line = bytes.LastIndexOf((byte)'\n') + 1;
        _screen.Feed(bytes[..line]);
        if (line > 0 && TryCheckpoint(offset + line))
        {
            _screen.Feed(bytes[line..]);
            return;
        }

        _screen.Feed(bytes[line..]);

        // A program that draws a whole screen may never end a line. One that prints a single endless one gets its turn later.
        if (!_screen.IsPlain || offset + bytes.Length - _last >= 2 * TerminalCheckpoints.Spacing)
        {
            TryCheckpoint(offset + bytes.Length);
        }
    }

    /// <summary>Stores the checkpoint that is due, if any; call it when the output before it is stored.</summary>
    /// <returns>A task that ends when the one before is stored: this one goes on beside the output.</returns>
    public async ValueTask SaveDueAsync()
    {
        if (_due is { } due)
        {
            _due = null;
            await _saving;
            _saving = SaveAsync(due);
        }
    }

    /// <summary>Waits until everything is stored.</summary>
    /// <returns>A task that ends then.</returns>
    public Task FlushAsync() => _saving;

    private void TakeResize()
    {
        TerminalSize? size;
        lock (_stored)
        {
            (size, _resize) = (_resize, null);
        }

        if (size is { } changed)
        {
            _screen.Resize(changed.Columns, changed.Rows);
        }
    }

    private bool TryCheckpoint(long offset)
    {
        if (!_screen.IsAtBoundary || _screen.IsBehindCharacter && !_screen.IsPlain)
        {
            return false;
        }

        // The prefix takes offsets before it, of which there must be enough.
        _due = new ScreenCheckpoint(offset, ScreenPrefix.Write(_screen, (int)Math.Min(TerminalCheckpoints.MaxPrefix, offset)));
        _last = offset;
        return true;
    }

    private async Task SaveAsync(ScreenCheckpoint checkpoint)
    {
        _stored.Enqueue(checkpoint.Offset);
        var kept = checkpoint.Offset - historyBytes - ExtraHistory - (2 * TerminalOutputLog.BlockSize);
        var obsolete = new List<long>();
        while (_stored.Peek() < kept)
        {
            obsolete.Add(_stored.Dequeue());
        }

        try
        {
            await checkpoints.SaveAsync(lease, terminal, checkpoint, obsolete);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The one before still serves, with more bytes to replay; the next is due soon.
            LogNotSaved(e, terminal, checkpoint.Offset);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The checkpoint at {Offset} of terminal {Terminal} could not be stored.", EventName = "CheckpointNotSaved")]
    private partial void LogNotSaved(Exception exception, TerminalKey terminal, long offset);
}
