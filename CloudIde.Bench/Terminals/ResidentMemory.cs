using System.Globalization;

namespace CloudIde.Bench.Terminals;

/// <summary>The resident memory of this process, in which server and Redis run, and of its worker, from <c>/proc</c>.</summary>
/// <param name="Server">MiB of this process.</param>
/// <param name="Worker">MiB of its workers together.</param>
internal sealed record ResidentMemory(double Server, double Worker)
{
    /// <summary>Looks now.</summary>
    public static ResidentMemory Read() => new(
        MebibytesOf(Environment.ProcessId),
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && IsWorkerOfThisProcess(id))
            .Sum(MebibytesOf));

    private static bool IsWorkerOfThisProcess(int id) =>
        TryRead($"/proc/{id}/cmdline").Contains("CloudIde.Worker.dll", StringComparison.Ordinal)
        && TryRead($"/proc/{id}/environ").Contains($"CLOUDIDE_PARENT_PID={Environment.ProcessId}\0", StringComparison.Ordinal);

    private static double MebibytesOf(int id)
    {
        var line = TryRead($"/proc/{id}/status").Split('\n').FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static string TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended since it was listed.
            return "";
        }
    }
}
