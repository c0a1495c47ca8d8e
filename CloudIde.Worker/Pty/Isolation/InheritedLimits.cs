using System.Collections.Frozen;
using System.Globalization;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>The hard limits that this process was started with.</summary>
internal static class InheritedLimits
{
    // prlimit's names and those of /proc/self/limits, whose columns have fixed places (fs/proc/base.c).
    private static readonly FrozenDictionary<string, string> Titles = new Dictionary<string, string>
    {
        ["nproc"] = "Max processes",
        ["nofile"] = "Max open files",
        ["fsize"] = "Max file size",
        ["data"] = "Max data size",
        ["core"] = "Max core file size",
    }.ToFrozenDictionary();

    private static readonly Lazy<FrozenDictionary<string, long>> All = new(Read);

    /// <summary>A limit's hard value.</summary>
    /// <param name="name">The name by which prlimit has it.</param>
    /// <returns>The value, or the largest number where there is no limit.</returns>
    internal static long Hard(string name) => All.Value.GetValueOrDefault(name, long.MaxValue);

    private static FrozenDictionary<string, long> Read()
    {
        const int Hard = 47;
        var lines = File.ReadAllLines("/proc/self/limits");
        return Titles
            .Select(title => (title.Key, Line: lines.FirstOrDefault(line => line.StartsWith(title.Value, StringComparison.Ordinal))))
            .Where(item => item.Line?.Length > Hard)
            .Select(item => (item.Key, Text: item.Line![Hard..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]))
            .Where(item => long.TryParse(item.Text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .ToFrozenDictionary(item => item.Key, item => long.Parse(item.Text, CultureInfo.InvariantCulture));
    }
}
