namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>
/// Everything that descends from a container's main process. A process whose parent ends belongs to init from then on, so
/// descent alone does not find it when the container has ended; therefore the tree is looked at now and then while
/// the container runs, and remembers. What leaves its session and its parent between two looks is lost.
/// </summary>
/// <param name="leader">The main process. Its id must stay taken while the tree is in use: it runs or has not been waited for.</param>
internal sealed class ProcessTree(int leader)
{
    private const int MaxRounds = 50;
    private static readonly TimeSpan RoundPause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private Dictionary<int, ProcessInfo> _members = [];

    /// <summary>Looks at the tree.</summary>
    /// <param name="processes">All processes of the machine.</param>
    /// <returns>The members that run, without the main process.</returns>
    public IReadOnlyList<ProcessInfo> Look(Dictionary<int, ProcessInfo> processes)
    {
        lock (_lock)
        {
            // Ids are reused: one that started at another time is another process.
            var members = _members.Values
                .Where(member => processes.TryGetValue(member.Id, out var now) && now.StartedAt == member.StartedAt)
                .ToDictionary(member => member.Id);

            // A session is led by a member or by the main process, since that one began with a session of its own.
            var sessions = members.Values.Select(member => member.Session).Append(leader).ToHashSet();
            var grown = true;
            while (grown)
            {
                grown = false;
                foreach (var process in processes.Values)
                {
                    if (process.Id != leader
                        && !members.ContainsKey(process.Id)
                        && (process.ParentId == leader || members.ContainsKey(process.ParentId) || sessions.Contains(process.Session)))
                    {
                        members[process.Id] = process;
                        sessions.Add(process.Session);
                        grown = true;
                    }
                }
            }

            _members = members;
            return [.. members.Values.Where(member => !member.Ended)];
        }
    }

    /// <summary>Kills every member but the main process, also those that appear meanwhile.</summary>
    /// <returns>A task that ends when none is left.</returns>
    public async Task KillAsync()
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var members = Look(ProcessTable.Read());
            if (members.Count == 0)
            {
                return;
            }

            foreach (var member in members)
            {
                _ = LibC.Kill(member.Id, LibC.Sigkill);
            }

            await Task.Delay(RoundPause);
        }
    }
}
