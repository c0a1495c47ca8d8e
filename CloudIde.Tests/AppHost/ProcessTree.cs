using System.Globalization;
using Xunit;

namespace CloudIde.Tests.AppHost;

/// <summary>Looks at the machine's processes. Linux only: other systems have no /proc.</summary>
internal static class ProcessTree
{
    /// <summary>The processes whose command line holds a text and that were started, directly or not, for a process.</summary>
    /// <param name="commandLine">What the command line holds.</param>
    /// <param name="hostId">The process that is named as parent in their environment.</param>
    public static IReadOnlyList<int> Find(string commandLine, int hostId)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Counting processes needs /proc.");
        var marker = string.Create(CultureInfo.InvariantCulture, $"CLOUDIDE_PARENT_PID={hostId}\0");
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Read(folder, "cmdline").Contains(commandLine, StringComparison.Ordinal)
                && Read(folder, "environ").Contains(marker, StringComparison.Ordinal))
            {
                found.Add(id);
            }
        }

        return found;
    }

    /// <summary>The processes that have a text as one of their arguments.</summary>
    public static IReadOnlyList<int> FindByArgument(string argument) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Where(folder => Read(folder, "cmdline").Split('\0').Contains(argument))
            .Select(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)),
    ];

    /// <summary>Whether a process exists and is no zombie.</summary>
    public static bool IsAlive(int id)
    {
        var status = Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}"), "stat");
        return status.Length > 0 && status[status.LastIndexOf(')') + 2] != 'Z';
    }

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended since it was listed.
            return "";
        }
    }
}
