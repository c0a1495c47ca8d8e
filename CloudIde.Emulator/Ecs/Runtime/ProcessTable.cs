using System.Diagnostics;
using System.Globalization;

namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>Reads the machine's processes: from /proc on Linux, from ps elsewhere.</summary>
internal static class ProcessTable
{
    // The start time in /proc counts from the boot, so the boot belongs to it.
    private static readonly Lazy<string> BootId = new(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim());

    /// <summary>Whether reading is cheap enough to be done every few seconds.</summary>
    public static bool IsCheap => OperatingSystem.IsLinux();

    /// <summary>All processes.</summary>
    /// <returns>The processes by id.</returns>
    public static Dictionary<int, ProcessInfo> Read()
    {
        var processes = new Dictionary<int, ProcessInfo>();
        foreach (var process in OperatingSystem.IsLinux() ? ReadProc() : ReadPs())
        {
            processes[process.Id] = process;
        }

        return processes;
    }

    /// <summary>One process.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The process, or null when there is none.</returns>
    public static ProcessInfo? Find(int id)
    {
        if (OperatingSystem.IsLinux())
        {
            return ReadStat(id);
        }

        return Read().TryGetValue(id, out var process) ? process : null;
    }

    /// <summary>Reads a line of /proc/ID/stat.</summary>
    /// <param name="stat">The line.</param>
    /// <param name="bootId">What names this boot of the machine.</param>
    /// <returns>The process, or null when the line is none.</returns>
    internal static ProcessInfo? ParseStat(string stat, string bootId)
    {
        // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
        var name = stat.LastIndexOf(')');
        if (name < 0)
        {
            return null;
        }

        var fields = stat[(name + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19
            && int.TryParse(stat.AsSpan(0, stat.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture, out var id)
            && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent)
            && int.TryParse(fields[3], CultureInfo.InvariantCulture, out var session)
                ? new ProcessInfo(id, parent, session, $"{bootId}/{fields[19]}", fields[0] is "Z" or "X")
                : null;
    }

    /// <summary>Reads a line of <c>ps -axo pid=,ppid=,pgid=,stat=,lstart=</c>.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The process, or null when the line is none.</returns>
    internal static ProcessInfo? ParsePs(string line)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 4
            && int.TryParse(fields[0], CultureInfo.InvariantCulture, out var id)
            && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent)
            && int.TryParse(fields[2], CultureInfo.InvariantCulture, out var group)
                ? new ProcessInfo(id, parent, group, string.Join(' ', fields[4..]), fields[3].StartsWith('Z'))
                : null;
    }

    /// <summary>All processes, as ps tells them.</summary>
    /// <returns>The processes.</returns>
    internal static IEnumerable<ProcessInfo> ReadPs()
    {
        var start = new ProcessStartInfo("/bin/ps", ["-axo", "pid=,ppid=,pgid=,stat=,lstart="])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // The form of the start time follows the locale and the time zone.
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        using var ps = Process.Start(start)!;
        while (ps.StandardOutput.ReadLine() is { } line)
        {
            if (ParsePs(line) is { } process)
            {
                yield return process;
            }
        }

        ps.WaitForExit();
    }

    private static IEnumerable<ProcessInfo> ReadProc()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && ReadStat(id) is { } process)
            {
                yield return process;
            }
        }
    }

    private static ProcessInfo? ReadStat(int id)
    {
        try
        {
            return ParseStat(File.ReadAllText($"/proc/{id}/stat"), BootId.Value);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended while it was looked at.
            return null;
        }
    }
}
