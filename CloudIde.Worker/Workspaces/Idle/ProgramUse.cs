using System.Globalization;

namespace CloudIde.Worker.Workspaces.Idle;

/// <summary>What a process is and how much processor time it has used, from <c>/proc</c>.</summary>
/// <param name="Name">Its name, as the kernel has it: at most 15 characters.</param>
/// <param name="CpuTicks">User and system time, its ended children's included, in the kernel's ticks of 10 ms.</param>
internal readonly record struct ProgramUse(string Name, long CpuTicks)
{
    // proc(5): the fields behind the name begin with the state, which is number 3; utime is number 14, cstime number 17.
    private const int FirstTime = 14 - 3;
    private const int TimeCount = 4;

    /// <summary>Reads it.</summary>
    /// <param name="processId">The process.</param>
    /// <returns>What is known, or null when it is gone or the system does not tell.</returns>
    public static ProgramUse? Read(int processId)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var (nameStart, nameEnd) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            var fields = stat[(nameEnd + 2)..].Split(' ');
            var ticks = fields[FirstTime..(FirstTime + TimeCount)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return new ProgramUse(new string([.. stat[(nameStart + 1)..nameEnd].Where(c => !char.IsControl(c))]), ticks);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
