using System.Globalization;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Processes;

namespace CloudIde.Worker.Workspaces.Limits;

/// <summary>
/// Keeps all processes of one workspace together below its limit of memory: the largest one ends, and the terminal says so.
/// </summary>
/// <remarks>
/// RLIMIT_DATA bounds each process but not their sum, and not memory that is shared. A cgroup would bound the sum, but a
/// container's are read-only, on Fargate too: one way that works everywhere is tested everywhere. What grows faster than
/// this looks meets the kernel, which chooses a user's process before the worker (<see cref="MemoryPressure"/>).
/// </remarks>
internal sealed class MemoryGuard(WatchedWorkspace workspace, WorkspaceLimits limits)
{
    private readonly FileSystemUser _rights = new(workspace.User);

    /// <summary>Ends what is too much.</summary>
    /// <param name="processes">The living processes of the workspace's user.</param>
    internal void Check(IReadOnlyList<UserProcess> processes)
    {
        // The quick sum counts memory that processes share once for each; only beyond the limit it matters.
        if (processes.Sum(process => process.MemoryBytes) <= limits.MemoryBytes)
        {
            return;
        }

        var exact = processes.Select(process => (Process: process, Bytes: ShareOf(process))).ToList();
        var total = exact.Sum(item => item.Bytes);
        foreach (var victim in Victims([.. exact.Select(item => item.Bytes)], limits.MemoryBytes).Select(index => exact[index]))
        {
            ProcessSignal.Send(victim.Process.Entry, TerminalSignal.Kill);
            workspace.Announce(string.Create(
                CultureInfo.InvariantCulture,
                $"the workspace used {total >> 20:N0} MiB of the {limits.MemoryBytes >> 20:N0} MiB of memory that it may: {victim.Process.Name} ({victim.Process.Entry.Id}) was ended"));
        }
    }

    /// <summary>The fewest processes whose end brings the sum below the limit: the largest first.</summary>
    /// <param name="sizes">What each takes.</param>
    /// <param name="limit">What all may take.</param>
    /// <returns>Their places in the list.</returns>
    internal static IEnumerable<int> Victims(IReadOnlyList<long> sizes, long limit)
    {
        var left = sizes.Sum();
        foreach (var index in Enumerable.Range(0, sizes.Count).OrderByDescending(index => sizes[index]))
        {
            if (left <= limit)
            {
                yield break;
            }

            left -= sizes[index];
            yield return index;
        }
    }

    // Shared memory in equal parts. Without its files' part, which the kernel takes back when it needs to.
    private long ShareOf(UserProcess process)
    {
        var path = $"/proc/{process.Entry.Id}/smaps_rollup";
        var anonymous = ProcText.Line(path, "Pss_Anon:", _rights);
        var shared = ProcText.Line(path, "Pss_Shmem:", _rights);
        var swapped = ProcText.Line(path, "SwapPss:", _rights);
        return anonymous is null || shared is null
            ? process.MemoryBytes
            : ProcText.Kilobytes(anonymous) + ProcText.Kilobytes(shared) + (swapped is null ? 0 : ProcText.Kilobytes(swapped));
    }
}
