using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Processes;

/// <summary>
/// Makes this process the parent of every descendant whose own parent has ended (Linux), and reaps those that end by
/// themselves. Without it a terminal's orphans go to process 1, which in many containers reaps nothing, and a daemon
/// that left its session is nobody's descendant.
/// </summary>
/// <remarks>
/// One call of waitpid for any child would also take the children of .NET's Process class, which ends this process
/// when that happens (ProcessWaitState.TryReapChild fails fast). Process reaps at the signal, within milliseconds; so
/// only what is still there at a second look, much later, is an orphan.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class OrphanReaper : IDisposable
{
    private const int PrctlSetChildSubreaper = 36;
    private const int EndRounds = 100;
    private static readonly TimeSpan EndPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(10);

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

    /// <summary>
    /// Kills whatever descends from this process: its last act. A daemon that cleared its environment and left its session is
    /// known by nothing but its descent, and only for as long as this process lives.
    /// </summary>
    internal static void EndDescendants()
    {
        // Several rounds, because one that is killed may have been starting another.
        for (var round = 0; round < EndRounds; round++)
        {
            var descendants = Descendants();
            if (descendants.Count == 0)
            {
                return;
            }

            descendants.ForEach(process => ProcessSignal.Send(process, TerminalSignal.Kill));
            Thread.Sleep(EndPause);
        }
    }

    /// <summary>Adopts no longer.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
        _ = LibC.Prctl(PrctlSetChildSubreaper, 0, 0, 0, 0);
    }

    private static List<ProcessEntry> Descendants()
    {
        var all = ProcessTable.All();
        HashSet<int> family = [Environment.ProcessId];
        for (var before = 0; before != family.Count;)
        {
            before = family.Count;
            family.UnionWith(all.Where(process => family.Contains(process.ParentId)).Select(process => process.Id).ToList());
        }

        return all.FindAll(process => family.Contains(process.Id) && process.Id != Environment.ProcessId && !process.IsZombie);
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
