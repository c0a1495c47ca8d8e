using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Pty.Readiness;
using Microsoft.Win32.SafeHandles;

namespace CloudIde.Worker.Pty.Processes;

/// <summary>
/// A child of this process that posix_spawn started: waits for its end without a thread and reaps it exactly once.
/// </summary>
/// <remarks>
/// .NET reaps children of its own Process class and leaves others alone, except where it runs as process 1 or was
/// started with SIGCHLD ignored (pal_signal.c: reapAll). There the exit code may be lost to it, and
/// <see cref="UnknownExitCode"/> is reported; <see cref="ContainerInit"/> keeps a worker from being process 1.
/// </remarks>
internal sealed class ChildProcess
{
    /// <summary>The process ended, but something else reaped it.</summary>
    internal const int UnknownExitCode = -1;

    private const int PidFdOpen = 434;

    private static readonly ConcurrentDictionary<int, ChildProcess> Watched = new();

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action _onExit;

    private ChildProcess(int id, Action onExit)
    {
        Id = id;
        _onExit = onExit;
        Watched[id] = this;
    }

    internal int Id { get; }

    /// <summary>Completes with the exit code, 128 + n after signal n, or <see cref="UnknownExitCode"/>.</summary>
    internal Task<int> Exited => _exited.Task;

    /// <summary>Whether a process id is that of a child that is waited for here.</summary>
    internal static bool IsWatched(int id) => Watched.ContainsKey(id);

    /// <summary>Starts to wait for a child.</summary>
    /// <param name="id">A child of this process that nobody else waits for.</param>
    /// <param name="onExit">Called once after <see cref="Exited"/> is complete; must not block.</param>
    /// <returns>The child.</returns>
    internal static ChildProcess Watch(int id, Action onExit)
    {
        var child = new ChildProcess(id, onExit);
        if (TryOpenDescriptor(id, out var descriptor, out var source))
        {
            _ = child.WaitOnDescriptorAsync(descriptor, source);
        }
        else
        {
            ChildSignal.Watch(child);
        }

        return child;
    }

    /// <summary>The way of macOS, of Linux before 5.3 and of sandboxes without pidfd.</summary>
    internal static ChildProcess WatchBySignal(int id, Action onExit)
    {
        var child = new ChildProcess(id, onExit);
        ChildSignal.Watch(child);
        return child;
    }

    /// <summary>Reaps the child when it has ended.</summary>
    /// <returns>Whether it has ended.</returns>
    internal unsafe bool TryReap()
    {
        lock (_gate)
        {
            if (_exited.Task.IsCompleted)
            {
                return true;
            }

            int status;
            int result;
            do
            {
                result = LibC.WaitPid(Id, &status, PlatformConstants.WaitNoHang);
            }
            while (result < 0 && Marshal.GetLastPInvokeError() == PlatformConstants.Interrupted);

            if (result == 0)
            {
                return false;
            }

            var code = result == Id ? ExitCodeOf(status) : UnknownExitCode;
            Watched.TryRemove(KeyValuePair.Create(Id, this));
            _exited.SetResult(code);
        }

        _onExit();
        return true;
    }

    private static int ExitCodeOf(int status)
    {
        var signal = status & 0x7F;
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal;
    }

    private static bool TryOpenDescriptor(
        int id, [NotNullWhen(true)] out SafeFileHandle? descriptor, [NotNullWhen(true)] out ReadinessSource? source)
    {
        descriptor = null;
        source = null;
        var number = OperatingSystem.IsLinux() ? (int)LibC.SystemCall(PidFdOpen, id, 0, 0, 0) : -1;
        if (number < 0)
        {
            return false;
        }

        var handle = new SafeFileHandle(number, ownsHandle: true);
        try
        {
            source = new ReadinessSource(handle);
            descriptor = handle;
            return true;
        }
        catch (IOException)
        {
            handle.Dispose();
            return false;
        }
    }

    private async Task WaitOnDescriptorAsync(SafeFileHandle descriptor, ReadinessSource source)
    {
        using (descriptor)
        using (source)
        {
            while (!TryReap())
            {
                await source.WaitAsync(Interest.Read, static () => true, CancellationToken.None);
            }
        }
    }
}
