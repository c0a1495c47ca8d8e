using System.Text;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Pty.Processes;
using CloudIde.Worker.Workspaces;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Terminals;

/// <summary>One terminal of an active workspace: its shell, its pumps, its viewers and its size.</summary>
internal sealed partial class TerminalHost : IAsyncDisposable
{
    /// <summary>How long the shell and what it started may take to end by themselves.</summary>
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);

    /// <summary>How long flow control waits for viewers that left: a reload must find all output, a build must not stop for good.</summary>
    private static readonly TimeSpan ReconnectGrace = TimeSpan.FromSeconds(10);

    /// <summary>Where the shell is last is worth less than an end in time.</summary>
    private static readonly TimeSpan LastNoteLimit = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(2);

    private readonly TerminalKey _terminal;
    private readonly WorkspaceLease _lease;
    private readonly TerminalServices _services;
    private readonly ILogger _logger;
    private readonly FlowWindow _window = new();
    private readonly TakenInput _taken = new();
    private readonly OutputScreen _screen;
    private readonly OutputPump _output;
    private readonly InputPump _input;
    private readonly SemaphoreSlim _lookAtViewers = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private volatile PseudoTerminal? _pty;
    private bool _closing;
    private WorkspaceShells? _shells;
    private TerminalSize _size;
    private long? _unwatchedSince;
    private string? _notedFolder;

    public TerminalHost(TerminalKey terminal, LeaseKeeper keeper, TerminalServices services)
    {
        _terminal = terminal;
        _lease = keeper.Lease;
        _services = services;
        _logger = services.Loggers.CreateLogger<TerminalHost>();
        var history = services.Settings.HistoryBytes;
        _screen = new OutputScreen(
            terminal, _lease, services.Checkpoints, services.OutputLog, history, services.Loggers.CreateLogger<OutputScreen>());
        _output = new OutputPump(
            terminal, keeper, services.OutputLog, _screen, _window, _taken, history, services.Time, services.Loggers.CreateLogger<OutputPump>());
        _input = new InputPump(terminal, keeper, services.InputLog, _taken, services.Time, services.Loggers.CreateLogger<InputPump>());
    }

    /// <summary>Whether somebody is attached.</summary>
    public bool IsWatched { get; private set; }

    /// <summary>Whether a program other than the shell runs in the foreground.</summary>
    public bool IsBusy => _pty is { } pty && pty.HasForegroundJob;

    /// <summary>How many bytes the terminal has written: a later look at it shows whether it wrote since.</summary>
    public long OutputHead => _output.Head;

    /// <summary>The programs of the terminal: everything but its shell.</summary>
    /// <returns>Those that live.</returns>
    public async Task<IReadOnlyList<ProcessEntry>> FindProgramsAsync()
    {
        if (_pty is not { Exited.IsCompleted: false } pty)
        {
            return [];
        }

        var processes = await pty.FindProcessesAsync();
        return [.. processes.Where(process => process.Id != pty.ProcessId)];
    }

    /// <summary>Runs the terminal until its shell has ended and all its output is stored.</summary>
    /// <param name="record">The terminal's state in Redis.</param>
    /// <param name="shells">How to run the shell.</param>
    /// <param name="cancellationToken">Gives up at once: the lease is lost.</param>
    /// <returns>A task that ends when the shell has ended; its exit code.</returns>
    public async Task<int> RunAsync(TerminalRecord record, WorkspaceShells shells, CancellationToken cancellationToken)
    {
        _shells = shells;
        _notedFolder = record.Folder;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        _size = record.Size;
        _output.StartAt(record.Head);
        await _screen.StartAsync(record);
        await using var subscription = await _services.Channels.SubscribeToWorkerAsync(_terminal, OnMessage);
        await LookAtViewersAsync();
        if (record.Head > 0)
        {
            await _output.WriteAsync(RestartNotice.Bytes, cancellationToken);
        }

        await using var pty = PseudoTerminal.Start(shells.Launch(record.Folder), _size);
        if (!Publish(pty))
        {
            await pty.CloseAsync(TimeSpan.Zero);
        }

        LogStarted(_terminal, pty.ProcessId);
        await _services.Directory.SetStateAsync(_lease, _terminal, TerminalState.Running);

        var output = _output.RunAsync(pty, cancellationToken);
        var input = _input.RunAsync(pty, stop.Token);
        var viewers = WatchViewersAsync(stop.Token);
        try
        {
            await output;
            var exitCode = await pty.Exited.WaitAsync(cancellationToken);
            LogExited(_terminal, exitCode);
            return exitCode;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(input, viewers, _screen.FlushAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await pty.CloseAsync(CloseGrace);
        }
    }

    /// <summary>Prints a line in the terminal, when its shell runs.</summary>
    /// <param name="line">The line.</param>
    /// <returns>Whether its shell runs.</returns>
    public bool Announce(string line)
    {
        _pty?.Announce(line);
        return _pty is not null;
    }

    /// <summary>Ends the shell and all that it started; <see cref="RunAsync"/> then ends too.</summary>
    /// <returns>A task that ends when the processes are gone.</returns>
    public async Task CloseAsync()
    {
        PseudoTerminal? pty;
        lock (_gate)
        {
            // One whose shell has not started yet closes it as soon as it has.
            _closing = true;
            pty = _pty;
        }

        _window.Open();

        if (pty is not null)
        {
            await TryNoteFolderAsync();
            await pty.CloseAsync(CloseGrace);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        _input.Dispose();
        _lookAtViewers.Dispose();
    }

    private bool Publish(PseudoTerminal pty)
    {
        lock (_gate)
        {
            _pty = pty;
            return !_closing;
        }
    }

    private void OnMessage(TerminalMessage message)
    {
        switch (message.Kind)
        {
            case TerminalMessageKind.Input:
                _input.Receive(message);
                break;
            case TerminalMessageKind.Acknowledgement:
                _window.Acknowledge(Encoding.UTF8.GetString(message.Data.Span), message.Offset);
                break;
            case TerminalMessageKind.Changed:
                LookSoon();
                break;
            case TerminalMessageKind.Output:
            default:
                break;
        }
    }

    private async Task WatchViewersAsync(CancellationToken cancellationToken)
    {
        _services.Channels.Restored += LookSoon;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await _lookAtViewers.WaitAsync(RefreshInterval, cancellationToken);
                try
                {
                    await LookAtViewersAsync();
                    _input.Refresh();
                    await NoteFolderAsync();
                }
                catch (Exception e) when (e is RedisException or TimeoutException)
                {
                    LogViewersUnknown(e, _terminal);
                }
            }
        }
        finally
        {
            _services.Channels.Restored -= LookSoon;
        }
    }

    /// <summary>Where the shell is, so that one that takes its place on another worker starts there.</summary>
    private async Task NoteFolderAsync()
    {
        if (_pty is { } pty && _shells?.FolderOf(pty.ProcessId) is { } folder && folder != _notedFolder
            && await _services.Directory.NoteFolderAsync(_lease, _terminal, folder))
        {
            _notedFolder = folder;
        }
    }

    private async Task TryNoteFolderAsync()
    {
        try
        {
            await NoteFolderAsync().WaitAsync(LastNoteLimit, _services.Time);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The folder that was noted before must do.
            LogFolderNotNoted(e, _terminal);
        }
    }

    private void LookSoon() => _lookAtViewers.Release();

    private async Task LookAtViewersAsync()
    {
        var viewers = await _services.Viewers.ListAsync(_terminal);
        IsWatched = viewers.Count > 0;
        if (IsWatched)
        {
            _unwatchedSince = null;
            _window.SetViewers([.. viewers.Select(viewer => viewer.ViewerId)]);
        }
        else if (_services.Time.GetElapsedTime(_unwatchedSince ??= _services.Time.GetTimestamp()) >= ReconnectGrace)
        {
            _window.SetViewers([]);
        }

        await ResizeAsync(viewers);
    }

    private async Task ResizeAsync(IReadOnlyList<TerminalViewer> viewers)
    {
        TerminalSize? common = null;
        foreach (var viewer in viewers.Where(viewer => viewer.CanWrite && viewer.Size is { IsValid: true }))
        {
            common = common?.SmallestCommon(viewer.Size!.Value) ?? viewer.Size;
        }

        if (common is { } size && size != _size)
        {
            _size = size;
            _screen.Resize(size);
            _pty?.Resize(size);
            await _services.Directory.SetSizeAsync(_lease, _terminal, size);
        }
    }

    [LoggerMessage(LogLevel.Information, "Terminal {Terminal} runs shell {ProcessId}.", EventName = "TerminalStarted")]
    private partial void LogStarted(TerminalKey terminal, int processId);

    [LoggerMessage(LogLevel.Information, "The shell of terminal {Terminal} ended with {ExitCode}.", EventName = "TerminalExited")]
    private partial void LogExited(TerminalKey terminal, int exitCode);

    [LoggerMessage(LogLevel.Warning, "Where the shell of terminal {Terminal} is could not be noted.", EventName = "FolderNotNoted")]
    private partial void LogFolderNotNoted(Exception exception, TerminalKey terminal);

    [LoggerMessage(LogLevel.Warning, "The viewers of terminal {Terminal} could not be read.", EventName = "ViewersUnknown")]
    private partial void LogViewersUnknown(Exception exception, TerminalKey terminal);
}
