namespace CloudIde.Worker.Pty.Processes;

/// <summary>Says which process the kernel should kill when memory runs out.</summary>
internal static class MemoryPressure
{
    // Well above the worker's 0, below the 1000 that means "always first". Children inherit it and only root may lower it.
    private const string UserProcessScore = "500";

    /// <summary>A user's process and what it starts go before the worker, which every other terminal depends on.</summary>
    internal static void PreferAsVictim(int processId)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            File.WriteAllText($"/proc/{processId}/oom_score_adj", UserProcessScore);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended already, or a sandbox forbids it: the kernel then chooses by size alone.
        }
    }
}
