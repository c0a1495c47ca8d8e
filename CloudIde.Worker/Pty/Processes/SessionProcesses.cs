using System.Diagnostics;
using System.Security.Cryptography;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty.Processes;

/// <summary>
/// The processes of one terminal: those in its session, those that descend from them, and those that carry its tag in
/// their environment, as a daemon does that forked twice and made a session of its own.
/// </summary>
/// <remarks>
/// A program that also wipes its environment while it leaves is found only by its user id (<see
/// cref="Isolation.UserProcesses"/>),
/// which is what keeps hostile users contained; the rest of this type needs no root.
/// </remarks>
internal sealed class SessionProcesses
{
    /// <summary>The variable that marks a terminal's processes.</summary>
    internal const string TagVariable = "CLOUDIDE_TERMINAL";

    /// <summary>How the variable starts in an environment.</summary>
    internal static ReadOnlySpan<byte> TagPrefix => "CLOUDIDE_TERMINAL="u8;

    private const int FreezeRounds = 20;

    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(50);

    // SIGKILL works at once but for processes inside an uninterruptible system call, such as a disk that is busy.
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    private readonly int _leaderId;
    private readonly ulong _leaderStart;
    private readonly string _tag;

    // Everything once found stays a member: a process that is ending has no environment to read any more.
    private readonly HashSet<(int Id, ulong StartTime)> _known = [];
    private readonly Lock _gate = new();

    /// <param name="leaderId">The session's first process, not reaped yet.</param>
    /// <param name="tag">The value of <see cref="TagVariable"/> in its environment.</param>
    internal SessionProcesses(int leaderId, string tag)
    {
        _leaderId = leaderId;
        _leaderStart = ProcessTable.Find(leaderId)?.StartTime ?? 0;
        _tag = tag;
    }

    /// <summary>The first process.</summary>
    internal int LeaderId => _leaderId;

    internal static string NewTag() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The living processes of the terminal. Ended ones that this process has to reap are reaped on the way.</summary>
    internal async Task<List<ProcessEntry>> FindAsync()
    {
        var all = await ProcessSnapshot.TakeAsync();
        lock (_gate)
        {
            // The system keeps the number of a session that still has processes. Another process under the leader's
            // number therefore means that the session is gone and its number in use for something else.
            var sessionIsOurs = !all.Exists(entry => entry.Id == _leaderId && entry.StartTime != _leaderStart);
            List<ProcessEntry> candidates = [];
            foreach (var entry in all)
            {
                if (entry.StartTime < _leaderStart || entry.Id == Environment.ProcessId)
                {
                    continue;
                }

                if ((sessionIsOurs && entry.SessionId == _leaderId) || entry.Tag == _tag)
                {
                    _known.Add(entry.Identity);
                }
                else
                {
                    candidates.Add(entry);
                }
            }

            AddDescendants(all, candidates);
            List<ProcessEntry> living = [];
            foreach (var entry in all)
            {
                if (!_known.Contains(entry.Identity))
                {
                    continue;
                }

                if (!entry.IsZombie)
                {
                    living.Add(entry);
                }
                else if (entry.ParentId == Environment.ProcessId && entry.Id != _leaderId)
                {
                    Reap(entry.Id);
                }
            }

            return living;
        }
    }

    internal async Task SignalAsync(TerminalSignal signal)
    {
        foreach (var process in await FindAsync())
        {
            ProcessSignal.Send(process, signal);
        }
    }

    /// <summary>Asks all processes to end, then makes them.</summary>
    /// <returns>How many are left.</returns>
    internal async Task<int> EndAsync(ChildProcess leader, TimeSpan grace)
    {
        var ended = false;
        if (grace > TimeSpan.Zero)
        {
            ended = await AskAsync(TerminalSignal.HangUp, grace / 2) || await AskAsync(TerminalSignal.Terminate, grace / 2);
        }

        var left = ended ? 0 : await KillAsync();
        if (left == 0)
        {
            // Its exit is noticed elsewhere; the caller expects no zombie after this.
            await leader.Exited;
        }

        return left;
    }

    private void AddDescendants(List<ProcessEntry> all, List<ProcessEntry> candidates)
    {
        var members = new HashSet<int>(all.Where(entry => _known.Contains(entry.Identity)).Select(entry => entry.Id));
        bool grew;
        do
        {
            grew = false;
            foreach (var entry in candidates)
            {
                if (members.Contains(entry.ParentId) && _known.Add(entry.Identity))
                {
                    members.Add(entry.Id);
                    grew = true;
                }
            }
        }
        while (grew);
    }

    private async Task<bool> AskAsync(TerminalSignal signal, TimeSpan patience)
    {
        foreach (var process in await FindAsync())
        {
            ProcessSignal.Send(process, signal);

            // A stopped program handles a signal only once it runs again.
            ProcessSignal.Send(process, TerminalSignal.Continue);
        }

        return await WaitUntilGoneAsync(patience) == 0;
    }

    private async Task<int> KillAsync()
    {
        var started = Stopwatch.GetTimestamp();
        int left;
        do
        {
            await FreezeAsync();
            await SignalAsync(TerminalSignal.Kill);
            left = await WaitUntilGoneAsync(LongestPoll * 4);
        }
        while (left > 0 && Stopwatch.GetElapsedTime(started) < KillPatience);

        return left;
    }

    // Killing one by one loses against a fork bomb, as each death makes room for the next fork. Stopped processes
    // neither fork nor make room.
    private async Task FreezeAsync()
    {
        HashSet<(int, ulong)> stopped = [];
        for (var round = 0; round < FreezeRounds; round++)
        {
            var fresh = (await FindAsync()).FindAll(process => stopped.Add(process.Identity));
            if (fresh.Count == 0)
            {
                return;
            }

            foreach (var process in fresh)
            {
                ProcessSignal.Send(process, TerminalSignal.Stop);
            }
        }
    }

    private async Task<int> WaitUntilGoneAsync(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        for (var delay = FirstPoll; ; delay = delay * 2 < LongestPoll ? delay * 2 : LongestPoll)
        {
            var left = (await FindAsync()).Count;
            if (left == 0 || Stopwatch.GetElapsedTime(started) >= patience)
            {
                return left;
            }

            await Task.Delay(delay);
        }
    }

    private static unsafe void Reap(int id)
    {
        int status;
        _ = LibC.WaitPid(id, &status, PlatformConstants.WaitNoHang);
    }
}
