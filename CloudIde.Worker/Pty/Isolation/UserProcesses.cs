using System.Diagnostics;
using System.Globalization;
using CloudIde.Worker.Pty.Processes;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>All processes of a workspace's own user.</summary>
internal static class UserProcesses
{
    private const int KillRounds = 50;

    private static readonly TimeSpan KillPause = TimeSpan.FromMilliseconds(20);

    // kill(-1) reaches every process that the caller may signal, in one step of the kernel that no fork can slip
    // through; run as the user, that is all of the user's processes and nothing else. A fixed script, no input.
    private static readonly string[] KillEverything = ["--", "/bin/sh", "-c", "kill -KILL -1"];

    /// <summary>The living processes of some users. By the ids in /proc/PID/status, as the owner of /proc/PID is root for a process that made itself unreadable.</summary>
    /// <param name="isWanted">Which users.</param>
    internal static List<UserProcess> Find(Func<uint, bool> isWanted)
    {
        List<UserProcess> found = [];
        foreach (var entry in ProcessTable.All())
        {
            if (!entry.IsZombie && Read(entry, isWanted) is { } process)
            {
                found.Add(process);
            }
        }

        return found;
    }

    /// <summary>
    /// Kills them all, fork bombs and daemons included. For the end of a workspace, not of one terminal.
    /// </summary>
    /// <returns>How many are left: 0 but for those stuck inside the kernel.</returns>
    /// <exception cref="PlatformNotSupportedException">This process is not root or there is no setpriv.</exception>
    internal static async Task<int> KillAllAsync(ShellCredentials credentials, CancellationToken cancellationToken)
    {
        var left = Find(user => user == credentials.UserId).Count;
        for (var round = 0; left > 0 && round < KillRounds; round++)
        {
            await KillOnceAsync(credentials, cancellationToken);
            await Task.Delay(KillPause, cancellationToken);
            left = Find(user => user == credentials.UserId).Count;
        }

        return left;
    }

    private static async Task KillOnceAsync(ShellCredentials credentials, CancellationToken cancellationToken)
    {
        var tool = IsolationSupport.Current.UserTool
            ?? throw new PlatformNotSupportedException("Killing by user id needs root and setpriv of util-linux.");
        var start = new ProcessStartInfo(tool, [.. LaunchChain.UserOptions(credentials), .. KillEverything])
        {
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{tool} did not start.");
        await process.WaitForExitAsync(cancellationToken);
    }

    private static UserProcess? Read(ProcessEntry entry, Func<uint, bool> isWanted)
    {
        var name = "";
        uint user = 0;
        long memory = 0;
        try
        {
            foreach (var line in File.ReadLines($"/proc/{entry.Id}/status"))
            {
                if (line.StartsWith("Name:\t", StringComparison.Ordinal))
                {
                    name = line[6..];
                }
                else if (line.StartsWith("Uid:\t", StringComparison.Ordinal))
                {
                    user = uint.Parse(line[5..line.IndexOf('\t', 5)], CultureInfo.InvariantCulture);
                    if (!isWanted(user))
                    {
                        return null;
                    }
                }
                else if (line.StartsWith("RssAnon:", StringComparison.Ordinal)
                    || line.StartsWith("RssShmem:", StringComparison.Ordinal)
                    || line.StartsWith("VmSwap:", StringComparison.Ordinal))
                {
                    memory += ProcText.Kilobytes(line);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone since the scan.
            return null;
        }

        return user == 0 ? null : new UserProcess(entry, user, new string([.. name.Where(c => !char.IsControl(c))]), memory);
    }
}
