using System.Runtime.InteropServices;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>
/// Says when a child process has ended and leaves it unwaited for, so that its id cannot be reused before what it started
/// is cleaned up. The runtime's own handler waits only for children of <see cref="System.Diagnostics.Process"/>.
/// </summary>
internal sealed class ChildWatcher : IDisposable
{
    // SIGCHLD says it at once; should a signal get lost, a look now and then finds it.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, TaskCompletionSource> _children = [];
    private readonly PosixSignalRegistration? _signal;
    private readonly Timer _timer;

    /// <summary>Begins to watch.</summary>
    public ChildWatcher()
    {
        _timer = new Timer(_ => Look());
        if (!OperatingSystem.IsWindows())
        {
            _signal = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Look());
        }
    }

    /// <summary>Watches a child.</summary>
    /// <param name="pid">The child, started by this process and not waited for.</param>
    /// <returns>A task that ends when the child has.</returns>
    public Task Watch(int pid)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _children[pid] = ended;
            _timer.Change(Period, Period);
        }

        Look();
        return ended.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _signal?.Dispose();
        _timer.Dispose();
    }

    private static unsafe bool HasEnded(int pid)
    {
        // siginfo_t has 128 bytes or less; its first field is the signal's number, and 0 when no child has ended.
        var info = stackalloc byte[128];
        new Span<byte>(info, 128).Clear();
        var result = LibC.WaitId(
            LibC.WaitKindPid, pid, info, LibC.WaitExited | LibC.WaitNoHang | LibC.WaitNoWait);
        return result != 0 ? Marshal.GetLastPInvokeError() == Errno.NoChild : *(int*)info != 0;
    }

    private void Look()
    {
        lock (_lock)
        {
            foreach (var pid in _children.Keys.Where(HasEnded).ToList())
            {
                _children.Remove(pid, out var ended);
                ended!.SetResult();
            }

            if (_children.Count == 0)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
