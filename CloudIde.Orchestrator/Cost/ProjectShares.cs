using CloudIde.Core.Operations;
using CloudIde.Core.Workspaces;

namespace CloudIde.Orchestrator.Cost;

/// <summary>Shares what the fleet costs among the projects.</summary>
internal static class ProjectShares
{
    /// <summary>Fargate's clock may be set, and an orchestrator that was away does not know what ran meanwhile.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(5);

    /// <summary>Shares the price of an hour: each workspace pays for its slot, and free slots are used by nobody.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="holders">Who holds which workspace. A worker without a task, as on a developer's machine, costs nothing.</param>
    /// <param name="slots">How many workspaces a task takes whose worker has not said so.</param>
    /// <param name="prices">The prices.</param>
    /// <returns>USD an hour by project; what nobody uses is under the empty name.</returns>
    public static IReadOnlyDictionary<string, double> Hourly(
        IReadOnlyList<TaskReport> tasks, IReadOnlyList<WorkspaceHolder> holders, int slots, Prices prices)
    {
        var held = holders.ToLookup(holder => holder.WorkerId, holder => holder.ProjectId);
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var task in tasks)
        {
            var projects = held[task.TaskId].ToList();

            // A workspace that is just being given up may be one too many.
            var parts = Math.Max(projects.Count, task.Slots > 0 ? task.Slots : slots);
            var part = (task.Spot ? prices.SpotTaskHourUsd : prices.TaskHourUsd) / parts;
            foreach (var project in projects)
            {
                Add(shares, project, part);
            }

            Add(shares, "", part * (parts - projects.Count));
        }

        return shares;
    }

    /// <summary>What a time costs, in the months in which it lies.</summary>
    /// <param name="hourly">USD an hour by project.</param>
    /// <param name="from">Its beginning. What lies more than five minutes back is left out.</param>
    /// <param name="until">Its end.</param>
    /// <returns>The costs.</returns>
    public static IReadOnlyList<ProjectCharge> Charges(
        IReadOnlyDictionary<string, double> hourly, DateTimeOffset from, DateTimeOffset until)
    {
        from = from < until - LongestStep ? until - LongestStep : from;
        var month = MonthForecast.StartOf(until);
        var middle = from < month ? month : from;
        return [.. Charges(hourly, from, middle - from), .. Charges(hourly, middle, until - middle)];
    }

    /// <summary>Whether a clock was set back, or is behind another orchestrator's, by so little that it is waited for.</summary>
    /// <param name="from">Until when was counted.</param>
    /// <param name="now">The present.</param>
    /// <returns>Whether to wait.</returns>
    public static bool MustWait(DateTimeOffset from, DateTimeOffset now) => now <= from && from - now < LongestStep;

    private static IEnumerable<ProjectCharge> Charges(IReadOnlyDictionary<string, double> hourly, DateTimeOffset at, TimeSpan time) =>
        time <= TimeSpan.Zero
            ? []
            : from share in hourly
              where share.Value > 0
              select new ProjectCharge(
                  ProjectSpendRecords.MonthOf(at), share.Key.Length == 0 ? null : share.Key, share.Value * time.TotalHours);

    private static void Add(Dictionary<string, double> shares, string project, double usd) =>
        shares[project] = shares.GetValueOrDefault(project) + usd;
}
