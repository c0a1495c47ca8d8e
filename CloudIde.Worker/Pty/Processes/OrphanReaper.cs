using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Processes;

/// <summary>
/// Makes this process the parent of every descendant whose own parent has ended (Linux), so that a terminal's daemons
/// never disappear among the system's processes, and reaps those that end by themselves.
/// </summary>
/// <remarks>
/// One call of waitpid for any child would also take the children of .NET's Process class, which ends the whole
/// process when that happens. So only those are taken that left this process's session, which children of Process do
/// not do by themselves, and that are still there at a second look, long after Process would have reaped its own.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class OrphanReaper : IDisposable
{
    private const int PrctlSetChildSubreaper = 36;
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(2);

    private readonly int _session = LibC.GetSid(0);
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly PosixSignalRegistration _registration;
    private HashSet<(int, ulong)> _seen = [];
    private bool _scheduled;

    private OrphanReaper(TimeProvider timeProvider)
    {
        _timer = timeProvider.CreateTimer(
            static state => ((OrphanReaper)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGCHLD, _ => Schedule());
    }

    /// <summary>Adopts from now on.</summary>
    /// <param name="timeProvider">The clock of the second look.</param>
    internal static OrphanReaper Start(TimeProvider timeProvider)
    {
        if (LibC.Prctl(PrctlSetChildSubreaper, 1, 0, 0, 0) != 0)
        {
            throw NativeError.Last("adopt orphaned processes");
        }

        return new OrphanReaper(timeProvider);
    }

    /// <summary>Adopts no longer.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
        _ = LibC.Prctl(PrctlSetChildSubreaper, 0, 0, 0, 0);
    }

    private void Schedule()
    {
        lock (_gate)
        {
            // Not put off by each further signal: a busy terminal ends processes all the time.
            if (!_scheduled)
            {
                _scheduled = true;
                _timer.Change(SecondLook, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private unsafe void Look()
    {
        lock (_gate)
        {
            _scheduled = false;
            var orphans = ProcessTable.All().FindAll(entry =>
                entry.IsZombie
                && entry.ParentId == Environment.ProcessId
                && entry.SessionId != _session
                && !ChildProcess.IsWatched(entry.Id));
            HashSet<(int, ulong)> waiting = [];
            foreach (var orphan in orphans)
            {
                if (_seen.Contains(orphan.Identity))
                {
                    int status;
                    _ = LibC.WaitPid(orphan.Id, &status, PlatformConstants.WaitNoHang);
                }
                else
                {
                    waiting.Add(orphan.Identity);
                }
            }

            _seen = waiting;
            if (waiting.Count > 0)
            {
                Schedule();
            }
        }
    }
}
