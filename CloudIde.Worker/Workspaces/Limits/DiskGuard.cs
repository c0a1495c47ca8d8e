using System.Globalization;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Processes;

namespace CloudIde.Worker.Workspaces.Limits;

/// <summary>
/// Keeps the files of one workspace below its limit: what writes beyond it ends, and the terminal says so. There is no
/// quota of the file system in a container, so this looks, and looks more often when the disk fills.
/// </summary>
internal sealed class DiskGuard(WatchedWorkspace workspace, WorkspaceLimits limits)
{
    /// <summary>Less than this between two looks is no writing program: a shell keeps its history.</summary>
    private const long NoiseBytes = 64 * 1024;

    /// <summary>Below this share of the limit it counts as room again.</summary>
    private const double RoomAgain = 0.95;

    private readonly FileSystemUser _rights = new(workspace.User);
    private Dictionary<(int, ulong), long> _written = [];
    private DiskUse _last;
    private int _unexplained;

    /// <summary>Whether the workspace may write no more: new shells can only make room.</summary>
    internal bool IsFull { get; private set; }

    /// <summary>Counts, and ends what writes too much.</summary>
    /// <param name="processes">The living processes of the workspace's user.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal void Check(IReadOnlyList<UserProcess> processes, CancellationToken cancellationToken)
    {
        var use = DiskUse.Of(workspace.Folder, workspace.User, processes, limits, cancellationToken);
        if (IsFull && use.Bytes < limits.DiskBytes * RoomAgain && use.Files < limits.Files * RoomAgain)
        {
            IsFull = false;
            workspace.Announce("there is room on the disk again; terminals opened meanwhile cannot write, new ones can");
        }
        else if (use.Exceeds(limits))
        {
            if (!IsFull)
            {
                IsFull = true;
                workspace.Announce(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the disk of the workspace is full: {limits.DiskBytes >> 20:N0} MiB and {limits.Files:N0} files are what it may take. Programs that write are ended; delete something"));
            }

            EndWriters(processes, grows: use.Bytes > _last.Bytes || use.Files > _last.Files);
        }

        _written = processes.Select(process => (process.Entry.Identity, Bytes: WrittenBy(process)))
            .ToDictionary(item => item.Identity, item => item.Bytes);
        _last = use;
    }

    private void EndWriters(IReadOnlyList<UserProcess> processes, bool grows)
    {
        // One that was not there at the last look has written all of it since.
        var writers = processes
            .Where(process => WrittenBy(process) - _written.GetValueOrDefault(process.Entry.Identity) > NoiseBytes)
            .ToList();

        // Once may be what a program wrote that has ended since; those that are left must not die for it.
        _unexplained = writers.Count == 0 && grows ? _unexplained + 1 : 0;
        if (_unexplained > 1)
        {
            // Many small files, or many short programs: all but the shells, and those too when it is they.
            writers = [.. processes.Where(process => process.Entry.Id != process.Entry.SessionId)];
            writers = writers.Count > 0 ? writers : [.. processes];
        }

        foreach (var writer in writers)
        {
            ProcessSignal.Send(writer.Entry, TerminalSignal.Kill);
            workspace.Announce(string.Create(CultureInfo.InvariantCulture, $"{writer.Name} ({writer.Entry.Id}) wrote to the full disk and was ended"));
        }
    }

    // What went to a disk; a terminal's output does not count. What goes to memory (/dev/shm) is found by its growth.
    private long WrittenBy(UserProcess process)
    {
        const string ToDisk = "write_bytes: ";
        return ProcText.Line($"/proc/{process.Entry.Id}/io", ToDisk, _rights) is { } line
            && long.TryParse(line.AsSpan(ToDisk.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : 0;
    }
}
