using System.Runtime.InteropServices;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>A container as a local process on Linux and macOS, with all that it starts.</summary>
internal sealed class UnixProcess : IRunningContainer
{
    private const int ReaderStackBytes = 256 * 1024;
    private const int ReadBytes = 64 * 1024;

    // A process that has escaped may hold the pipe open for ever; the container's end does not wait for it.
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly int _pid;
    private readonly ProcessTree _tree;
    private bool _waitedFor;

    private UnixProcess(int pid, Task ended, Task output)
    {
        _pid = pid;
        _tree = new ProcessTree(pid);
        Identity = new ContainerIdentity(pid, ProcessTable.Find(pid)?.StartedAt ?? "");
        Exited = FinishAsync(ended, output);
    }

    /// <inheritdoc/>
    public ContainerIdentity Identity { get; }

    /// <inheritdoc/>
    public Task<int> Exited { get; }

    /// <summary>Starts a process.</summary>
    /// <param name="path">The program's full path.</param>
    /// <param name="argv">Its arguments, beginning with its name.</param>
    /// <param name="environment">All of its variables.</param>
    /// <param name="directory">Its working directory.</param>
    /// <param name="launch">Whose output streams are used.</param>
    /// <param name="watcher">Says when it ends.</param>
    /// <param name="process">The process, or null when it could not be started.</param>
    /// <returns>0, or the errno.</returns>
    public static int Start(
        string path,
        IReadOnlyList<string> argv,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        ContainerLaunch launch,
        ChildWatcher watcher,
        out UnixProcess? process)
    {
        process = null;
        var output = UnixPipe.Create();
        var errors = UnixPipe.Create();
        var error = PosixSpawn.Start(path, argv, environment, directory, output.Write, errors.Write, out var pid);
        _ = LibC.Close(output.Write);
        _ = LibC.Close(errors.Write);
        if (error != 0)
        {
            _ = LibC.Close(output.Read);
            _ = LibC.Close(errors.Read);
            return error;
        }

        var taken = Task.WhenAll(Take(output.Read, launch.Output), Take(errors.Read, launch.Errors));
        process = new UnixProcess(pid, watcher.Watch(pid), taken);
        return 0;
    }

    /// <inheritdoc/>
    public void Terminate() => LookAndSignal(LibC.Sigterm);

    /// <inheritdoc/>
    public void Kill() => LookAndSignal(LibC.Sigkill);

    /// <summary>Notes what the process has started so far.</summary>
    /// <param name="processes">All processes of the machine.</param>
    public void Look(Dictionary<int, ProcessInfo> processes)
    {
        lock (_lock)
        {
            if (!_waitedFor)
            {
                _tree.Look(processes);
            }
        }
    }

    private static Task Take(int descriptor, IContainerOutput output)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // A thread, because .NET reads pipes by blocking a thread of the pool, of which there are as many as processors.
        var thread = new Thread(() => Read(descriptor, output, done), ReaderStackBytes)
        {
            IsBackground = true,
            Name = "Task output",
        };
        thread.Start();
        return done.Task;
    }

    private static unsafe void Read(int descriptor, IContainerOutput output, TaskCompletionSource done)
    {
        var buffer = new byte[ReadBytes];
        while (true)
        {
            nint count;
            fixed (byte* start = buffer)
            {
                count = LibC.Read(descriptor, start, ReadBytes);
            }

            if (count < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
            {
                continue;
            }

            if (count <= 0)
            {
                break;
            }

            output.Write(buffer.AsSpan(0, (int)count));
        }

        _ = LibC.Close(descriptor);
        output.Complete();
        done.SetResult();
    }

    private async Task<int> FinishAsync(Task ended, Task output)
    {
        await ended;

        // The main process is still in the process table, so its id names its session and nobody else's.
        await _tree.KillAsync();
        var code = WaitFor();
        await Task.WhenAny(output, Task.Delay(OutputGrace));
        return code;
    }

    private int WaitFor()
    {
        lock (_lock)
        {
            _waitedFor = true;
            int status;
            while (LibC.WaitPid(_pid, out status, 0) < 0)
            {
                if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                {
                    // Somebody else waited for it; how it ended is lost.
                    return 255;
                }
            }

            var signal = status & 0x7f;
            return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
        }
    }

    private void LookAndSignal(int signal)
    {
        // Before its end: afterwards nobody can tell what it has started.
        Look(ProcessTable.Read());
        lock (_lock)
        {
            if (!_waitedFor)
            {
                _ = LibC.Kill(_pid, signal);
            }
        }
    }
}
