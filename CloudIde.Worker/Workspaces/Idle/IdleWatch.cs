using System.Globalization;
using CloudIde.Core.Workspaces;
using CloudIde.Worker.Terminals;

namespace CloudIde.Worker.Workspaces.Idle;

/// <summary>Follows whether a workspace is needed, tells why it is kept, and warns before it stops.</summary>
internal sealed class IdleWatch(WorkspaceLease lease, WorkspaceKeeping keeping, IdlePolicy policy, WorkerSettings settings, TimeProvider time)
{
    /// <summary>How long before the stop the user is warned; at most half of the idle time.</summary>
    private static readonly TimeSpan LongestWarning = TimeSpan.FromMinutes(1);

    private Need? _said;
    private DateTimeOffset? _warnedOf;

    /// <summary>Looks, and tells what is new.</summary>
    /// <param name="terminals">The terminals by id.</param>
    /// <param name="work">What else the workspace does, in words, or null.</param>
    /// <param name="announce">Prints a line in every terminal.</param>
    /// <returns>How long until it stops, zero or less when it has to now, or null while it is needed.</returns>
    public async Task<TimeSpan?> LookAsync(
        IReadOnlyCollection<KeyValuePair<string, TerminalHost>> terminals, string? work, Action<string> announce)
    {
        var need = await policy.LookAsync(terminals, work, (await keeping.ReadAsync(lease.ProjectId)).KeepUntil);
        if (need != _said)
        {
            await keeping.ReportAsync(lease, need.Reason, need.StopsAt);
            _said = need;
        }

        if (need.StopsAt is not { } stopsAt)
        {
            _warnedOf = null;
            return null;
        }

        var left = stopsAt - time.GetUtcNow();
        var warning = settings.WorkspaceIdle / 2 < LongestWarning ? settings.WorkspaceIdle / 2 : LongestWarning;
        if (left > TimeSpan.Zero && left <= warning && _warnedOf != stopsAt)
        {
            _warnedOf = stopsAt;
            announce(string.Create(
                CultureInfo.InvariantCulture,
                $"Nobody watches, and nothing runs: this workspace stops in {Math.Ceiling(left.TotalSeconds):0} s. Its files are kept."));
        }

        return left;
    }
}
