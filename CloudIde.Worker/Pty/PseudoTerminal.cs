using System.Runtime.CompilerServices;
using CloudIde.Core.Terminals;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Pty.Processes;
using CloudIde.Worker.Pty.Readiness;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty;

/// <summary>
/// A program on a terminal of its own. One reader and any number of writers at a time. There is no buffer here: what
/// nobody reads stays in the kernel, whose few pages fill up and block the program; that is the flow control.
/// </summary>
internal sealed partial class PseudoTerminal : IAsyncDisposable
{
    /// <summary>The one sentence for Windows.</summary>
    internal const string WindowsUnsupported =
        "On Windows the worker needs a container or WSL: its terminals are those of Linux or macOS.";

    private const string Ended = "The terminal has ended.";

    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(2);

    private readonly SafeFileHandle _master;
    private readonly ReadinessSource _readiness;
    private readonly ChildProcess _leader;
    private readonly SessionProcesses _session;
    private readonly SemaphoreSlim _writeTurn = new(1);
    private readonly Lock _closeGate = new();
    private readonly Func<bool> _readMayBlock;
    private readonly Func<bool> _writeMayBlock;
    private Task<int>? _closing;
    private volatile bool _closed;
    private int _reading;

    private PseudoTerminal(SafeFileHandle master, ReadinessSource readiness, SessionProcesses session)
    {
        _master = master;
        _readiness = readiness;
        _readMayBlock = () => !_closed && !Exited.IsCompleted;
        _writeMayBlock = () => !_closed;
        _session = session;

        // The reader finds out from the exit, not from the device: a background job may keep that open for ever.
        _leader = ChildProcess.Watch(session.LeaderId, () => _readiness.Wake(Interest.Read));
    }

    /// <summary>The first process, usually the shell; also the id of the session.</summary>
    internal int ProcessId => _leader.Id;

    /// <summary>
    /// Completes with the first process's exit code, 128 + n when signal n ended it, or
    /// <see cref="ChildProcess.UnknownExitCode"/>. Output may still be waiting to be read.
    /// </summary>
    internal Task<int> Exited => _leader.Exited;

    /// <summary>Starts a program on a new terminal.</summary>
    /// <param name="launch">The program.</param>
    /// <param name="size">The size from the first moment.</param>
    /// <returns>The running terminal.</returns>
    /// <exception cref="PlatformNotSupportedException">On Windows, or when the launch asks for an isolation this
    /// machine lacks.</exception>
    /// <exception cref="IOException">The terminal could not be opened or the program not started; the message says
    /// why.</exception>
    internal static PseudoTerminal Start(ShellLaunch launch, TerminalSize size) => Start(launch, size, ProcessSpawner.Spawn);

    /// <summary>The same with a way to spawn of the caller's choice: tests run the one of macOS on Linux.</summary>
    internal static PseudoTerminal Start(ShellLaunch launch, TerminalSize size, Func<ProgramImage, string, int> spawn)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
        {
            throw new PlatformNotSupportedException(WindowsUnsupported);
        }

        var tag = SessionProcesses.NewTag();
        var environment = new Dictionary<string, string>(launch.Environment) { [SessionProcesses.TagVariable] = tag };
        var program = LaunchChain.Build(launch, environment);
        using var device = TerminalDevice.Open(size, launch.Credentials?.UserId);
        ReadinessSource? readiness = null;
        try
        {
            // What can fail comes before the process exists.
            readiness = new ReadinessSource(device.Master);
            var session = Stragglers.Start(launch.Credentials, () => new SessionProcesses(spawn(program, device.SlavePath), tag));
            MemoryPressure.PreferAsVictim(session.LeaderId);
            return new PseudoTerminal(device.Master, readiness, session);
        }
        catch
        {
            readiness?.Dispose();
            device.Master.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads output, waiting until there is some. It then takes what is there, up to the buffer's length, and never
    /// waits for more: a flood comes in large pieces and a lone keystroke's echo at once.
    /// </summary>
    /// <param name="buffer">Where to put it. The kernel hands out 4 KiB at most a call, so 64 KiB coalesces well.</param>
    /// <param name="cancellationToken">Ends the wait; no output is lost by it.</param>
    /// <returns>
    /// The number of bytes, or 0 at the end: no process has the terminal open any more, or the first process has ended
    /// and what had been written until then has been read, or the terminal was closed.
    /// </returns>
    /// <exception cref="InvalidOperationException">Another read is under way.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(buffer.Length);
        if (Interlocked.Exchange(ref _reading, 1) != 0)
        {
            throw new InvalidOperationException("Only one read at a time: two would split the output between them.");
        }

        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Looked at before the read: when it had ended and the read then finds nothing, nothing is left. (A read
                // of the master first completes the transfer of what was written.)
                var ended = _closed || Exited.IsCompleted;
                var count = _closed ? 0 : ReadAvailable(buffer.Span, ref ended);
                if (count > 0 || ended)
                {
                    return count;
                }

                await _readiness.WaitAsync(Interest.Read, _readMayBlock, cancellationToken);
            }
        }
        catch (ObjectDisposedException) when (_closed)
        {
            // Closed between the look and the read.
            return 0;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <summary>
    /// Writes input. When the program does not read, this waits without holding a thread. Writers take turns, so
    /// their bytes do not mix.
    /// </summary>
    /// <param name="data">The input.</param>
    /// <param name="cancellationToken">Ends the wait; some of the input may have been taken by then.</param>
    /// <exception cref="IOException">The terminal has ended.</exception>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await _writeTurn.WaitAsync(cancellationToken);
        try
        {
            while (!data.IsEmpty)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = WriteAvailable(data.Span);
                data = data[count..];
                if (count == 0)
                {
                    await _readiness.WaitAsync(Interest.Write, _writeMayBlock, cancellationToken);
                }
            }
        }
        catch (ObjectDisposedException) when (_closed)
        {
            throw new IOException(Ended);
        }
        finally
        {
            _writeTurn.Release();
        }
    }

    /// <summary>The processes of the terminal, the first one included.</summary>
    /// <returns>Those that live.</returns>
    internal Task<List<ProcessEntry>> FindProcessesAsync() => _session.FindAsync();

    /// <summary>Whether a program other than the first one, usually the shell, is in the foreground.</summary>
    internal bool HasForegroundJob
    {
        get
        {
            try
            {
                var group = Exited.IsCompleted ? 0 : LibC.TcGetPGrp(_master);
                return group > 1 && group != ProcessId;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Changes the size; the foreground program gets SIGWINCH when it is another one.</summary>
    internal void Resize(TerminalSize size)
    {
        try
        {
            TerminalDevice.Resize(_master, size);
        }
        catch (ObjectDisposedException)
        {
            // A terminal that has ended has no size; its viewers may not know yet.
        }
    }

    /// <summary>
    /// Prints a line as if a program of the terminal did, so that whoever watches it learns of it. Lost when the terminal's
    /// output stands still or it has ended.
    /// </summary>
    /// <param name="line">The line, without control characters.</param>
    internal void Announce(string line)
    {
        try
        {
            TerminalDevice.Print(_master, $"\r\n\x1b[2m[CloudIDE: {line}]\x1b[0m\r\n");
        }
        catch (ObjectDisposedException)
        {
            // Closed: there is nobody to tell.
        }
    }

    /// <summary>
    /// Sends a signal to the program in the foreground, as the keyboard does. A terminal that has ended ignores it.
    /// </summary>
    internal void Signal(TerminalSignal signal)
    {
        try
        {
            // A number in use as a group's is given to nothing else. Between these two calls it could only be if the
            // whole group ended and the system's process ids went once around.
            var group = LibC.TcGetPGrp(_master);
            if (group > 1)
            {
                _ = LibC.Kill(-group, SignalNumber.Of(signal));
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed: there is nobody to signal.
        }
    }

    /// <summary>Sends a signal to every process of the terminal, daemons that left its session included.</summary>
    internal Task SignalSessionAsync(TerminalSignal signal) => _session.SignalAsync(signal);

    /// <summary>
    /// Ends every process of the terminal: SIGHUP, after half of the grace SIGTERM, at its end SIGKILL. Then closes the
    /// terminal. What was not read is lost. Further calls return the same task.
    /// </summary>
    /// <param name="grace">How long processes may take to end by themselves; zero kills at once.</param>
    /// <returns>How many processes could not be ended: 0 but for those stuck inside the kernel.</returns>
    internal Task<int> CloseAsync(TimeSpan grace)
    {
        lock (_closeGate)
        {
            return _closing ??= CloseOnceAsync(grace);
        }
    }

    /// <summary>Closes with a grace of two seconds.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync(DefaultGrace);

    private async Task<int> CloseOnceAsync(TimeSpan grace)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var left = await _session.EndAsync(_leader, grace);
            await Stragglers.EndAsync(_session);
            return left;
        }
        finally
        {
            _closed = true;

            // Its waiters wake up and see that it is closed.
            _readiness.Dispose();
            _master.Dispose();
        }
    }
}
