namespace CloudIde.Worker.Pty.Isolation;

/// <summary>What of a search path another user can reach: root's own tools often lie below its home folder.</summary>
internal static class OpenPath
{
    /// <summary>Leaves out the folders that others may not enter.</summary>
    /// <param name="path">The value of PATH.</param>
    /// <returns>The rest, in its order.</returns>
    internal static string Of(string path) => string.Join(':', path.Split(':').Where(IsOpen));

    private static bool IsOpen(string folder)
    {
        if (!Path.IsPathRooted(folder) || OperatingSystem.IsWindows())
        {
            return false;
        }

        try
        {
            for (var parent = folder; parent is not null; parent = Path.GetDirectoryName(parent))
            {
                if (!File.GetUnixFileMode(parent).HasFlag(UnixFileMode.OtherExecute))
                {
                    return false;
                }
            }

            return true;
        }
        catch (IOException)
        {
            // Not there.
            return false;
        }
    }
}
