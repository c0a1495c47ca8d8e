using System.Globalization;
using CloudIde.Worker.Terminals;

namespace CloudIde.Worker.Workspaces.Idle;

/// <summary>
/// Decides how long a workspace is kept, by what a person cares about: somebody watches, a command or program runs, something
/// was written a moment ago, or somebody asked to keep it. It can always say why.
/// </summary>
/// <remarks>
/// A program that neither computes nor writes for <see cref="WorkerSettings.QuietLimit"/> while nobody watches no longer
/// counts: an editor left open would otherwise cost money for ever. Until then a program that only waits, such as a server,
/// counts like one that works.
/// </remarks>
internal sealed class IdlePolicy(WorkerSettings settings, TimeProvider time)
{
    /// <summary>Less than this between two looks is a program's housekeeping, in ticks of 10 ms a second.</summary>
    private const double BusyTicksPerSecond = 1;

    private readonly Dictionary<string, long> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Id, ulong StartTime), Seen> _programs = [];
    private DateTimeOffset? _lastNeeded;
    private DateTimeOffset _lastOutput = DateTimeOffset.MinValue;

    /// <summary>Looks.</summary>
    /// <param name="terminals">The terminals by id.</param>
    /// <param name="work">What else the workspace does, in words, or null.</param>
    /// <param name="keepUntil">Until when somebody asked to keep it, or null.</param>
    /// <returns>Whether it is needed, and why.</returns>
    public async Task<Need> LookAsync(IReadOnlyCollection<KeyValuePair<string, TerminalHost>> terminals, string? work, DateTimeOffset? keepUntil)
    {
        var now = time.GetUtcNow();

        // The wait begins with the first look: restoring takes its time, and terminals are opened after it.
        _lastNeeded ??= now;
        NoteOutput(terminals, now);
        if (await FindReasonAsync(terminals, work, keepUntil, now) is { } reason)
        {
            _lastNeeded = now;
            return new Need(reason, null);
        }

        // Output of the shell itself, such as of a job that ended meanwhile, begins the wait anew.
        var since = _lastNeeded.Value > _lastOutput ? _lastNeeded.Value : _lastOutput;
        return new Need("Nobody watches, and nothing runs.", since + settings.WorkspaceIdle);
    }

    private static string Named(string name) => $"The program {name} runs in a terminal.";

    private async Task<string?> FindReasonAsync(
        IReadOnlyCollection<KeyValuePair<string, TerminalHost>> terminals, string? work, DateTimeOffset? keepUntil, DateTimeOffset now)
    {
        if (keepUntil > now)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Somebody asked to keep it until {keepUntil.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
        }

        if (terminals.Any(terminal => terminal.Value.IsWatched))
        {
            return "A terminal is open in a browser.";
        }

        return work ?? await FindProgramAsync(terminals, now);
    }

    private void NoteOutput(IReadOnlyCollection<KeyValuePair<string, TerminalHost>> terminals, DateTimeOffset now)
    {
        foreach (var (id, terminal) in terminals)
        {
            var head = terminal.OutputHead;
            if (_heads.TryGetValue(id, out var known) && known != head)
            {
                _lastOutput = now;
            }

            _heads[id] = head;
        }
    }

    private async Task<string?> FindProgramAsync(IReadOnlyCollection<KeyValuePair<string, TerminalHost>> terminals, DateTimeOffset now)
    {
        string? reason = null;
        var living = new HashSet<(int, ulong)>();
        foreach (var (_, terminal) in terminals)
        {
            if (!OperatingSystem.IsLinux())
            {
                // Only the foreground can be told here.
                reason ??= terminal.IsBusy ? Named("in the foreground") : null;
                continue;
            }

            foreach (var process in await terminal.FindProgramsAsync())
            {
                if (ProgramUse.Read(process.Id) is { } use)
                {
                    living.Add(process.Identity);
                    reason ??= IsActive(process.Identity, use, now) ? Named(use.Name) : null;
                }
            }
        }

        foreach (var gone in _programs.Keys.Where(key => !living.Contains(key)).ToList())
        {
            _programs.Remove(gone);
        }

        return reason;
    }

    private bool IsActive((int Id, ulong StartTime) program, ProgramUse use, DateTimeOffset now)
    {
        if (!_programs.TryGetValue(program, out var seen))
        {
            _programs[program] = new Seen(use.CpuTicks, now, now);
            return true;
        }

        var isBusy = use.CpuTicks - seen.CpuTicks > BusyTicksPerSecond * (now - seen.At).TotalSeconds;
        var lastActive = isBusy ? now : seen.LastActive;
        _programs[program] = new Seen(use.CpuTicks, now, lastActive);
        var lastSign = lastActive > _lastOutput ? lastActive : _lastOutput;
        return now - lastSign < settings.QuietLimit;
    }

    /// <summary>How a program was at the last look.</summary>
    /// <param name="CpuTicks">The processor time that it had used.</param>
    /// <param name="At">When that was.</param>
    /// <param name="LastActive">When it was last seen to compute.</param>
    private readonly record struct Seen(long CpuTicks, DateTimeOffset At, DateTimeOffset LastActive);
}
