using System.Runtime.InteropServices;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Pty.Processes;
using CloudIde.Worker.Pty.Readiness;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Commands;

/// <summary>
/// A program without a terminal, in a session of its own, whose standard output and error are one pipe, so that their order is
/// the one in which they were written. Its standard input is empty.
/// </summary>
internal sealed class CommandProcess : IAsyncDisposable
{
    private readonly SafeFileHandle _output;
    private readonly ReadinessSource _readiness;
    private readonly SessionProcesses _session;
    private readonly ChildProcess _leader;
    private readonly Func<bool> _mayBlock;
    private readonly Lock _gate = new();
    private Task<int>? _ending;

    private CommandProcess(SafeFileHandle output, ReadinessSource readiness, SessionProcesses session)
    {
        _output = output;
        _readiness = readiness;
        _session = session;
        _mayBlock = () => !Exited.IsCompleted;

        // The reader finds out from the exit: a program that was left in the background may keep the pipe open for ever.
        _leader = ChildProcess.Watch(session.LeaderId, () => _readiness.Wake(Interest.Read));
    }

    /// <summary>Completes with the exit code, 128 + n when signal n ended it. Output may still be waiting to be read.</summary>
    public Task<int> Exited => _leader.Exited;

    /// <summary>Starts a program.</summary>
    /// <param name="launch">The program.</param>
    /// <returns>The running program.</returns>
    /// <exception cref="IOException">It could not be started; the message says why.</exception>
    public static CommandProcess Start(ShellLaunch launch)
    {
        var tag = SessionProcesses.NewTag();
        var environment = new Dictionary<string, string>(launch.Environment) { [SessionProcesses.TagVariable] = tag };
        var program = LaunchChain.Build(launch, environment);
        var (reading, writing) = OpenPipe();
        using (writing)
        {
            ReadinessSource? readiness = null;
            try
            {
                // What can fail comes before the process exists.
                readiness = new ReadinessSource(reading);
                var session = Stragglers.Start(
                    launch.Credentials, () => new SessionProcesses(ProcessSpawner.SpawnOnPipe(program, writing), tag));
                MemoryPressure.PreferAsVictim(session.LeaderId);
                return new CommandProcess(reading, readiness, session);
            }
            catch
            {
                readiness?.Dispose();
                reading.Dispose();
                throw;
            }
        }
    }

    /// <summary>Reads output, waiting until there is some. One reader at a time.</summary>
    /// <param name="buffer">Where to put it.</param>
    /// <param name="cancellationToken">Ends the wait; no output is lost by it.</param>
    /// <returns>The number of bytes; 0 when the program has ended and what it had written until then was read, or nobody can write any more.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Looked at before the read: when it had ended and the read then finds nothing, nothing is left.
            var ended = Exited.IsCompleted;
            var count = ReadAvailable(buffer.Span);
            if (count >= 0)
            {
                return count;
            }

            if (ended)
            {
                return 0;
            }

            await _readiness.WaitAsync(Interest.Read, _mayBlock, cancellationToken);
        }
    }

    /// <summary>Ends the program and all that it started: SIGHUP, after half of the grace SIGTERM, at its end SIGKILL.</summary>
    /// <param name="grace">How long they may take to end by themselves; zero kills at once. That of the first call counts.</param>
    /// <returns>How many processes could not be ended: 0 but for those stuck inside the kernel.</returns>
    public Task<int> EndAsync(TimeSpan grace)
    {
        lock (_gate)
        {
            return _ending ??= EndOnceAsync(grace);
        }
    }

    /// <summary>Ends what still runs, and closes the pipe. Nobody may be reading.</summary>
    /// <returns>A task that ends when it is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync(TimeSpan.Zero);
        }
        finally
        {
            _readiness.Dispose();
            _output.Dispose();
        }
    }

    private static unsafe (SafeFileHandle Reading, SafeFileHandle Writing) OpenPipe()
    {
        var ends = stackalloc int[2];

        // Linux sets the flag at once, so that no other thread's spawn inherits the descriptors.
        if ((OperatingSystem.IsMacOS() ? LibC.Pipe(ends) : LibC.Pipe2(ends, PlatformConstants.CloseOnExec)) != 0)
        {
            throw NativeError.Last("open a pipe");
        }

        var reading = new SafeFileHandle(ends[0], ownsHandle: true);
        var writing = new SafeFileHandle(ends[1], ownsHandle: true);
        if ((OperatingSystem.IsMacOS()
                && (LibC.FileControl(reading, PlatformConstants.FileSetDescriptorFlags, PlatformConstants.CloseOnExecFlag) != 0
                    || LibC.FileControl(writing, PlatformConstants.FileSetDescriptorFlags, PlatformConstants.CloseOnExecFlag) != 0))
            || LibC.FileControl(reading, PlatformConstants.FileSetStatusFlags, PlatformConstants.NonBlocking) != 0)
        {
            var error = NativeError.Last("prepare a pipe");
            reading.Dispose();
            writing.Dispose();
            throw error;
        }

        return (reading, writing);
    }

    /// <returns>The number of bytes, 0 at the end, or -1 when there are none yet.</returns>
    private unsafe int ReadAvailable(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = LibC.Read(_output, start, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                var error = Marshal.GetLastPInvokeError();
                if (error == PlatformConstants.TryAgain)
                {
                    return -1;
                }

                if (error != PlatformConstants.Interrupted)
                {
                    throw NativeError.Of("read a command's output", error);
                }
            }
        }
    }

    private async Task<int> EndOnceAsync(TimeSpan grace)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var left = await _session.EndAsync(_leader, grace);
        await Stragglers.EndAsync(_session);
        return left;
    }
}
