using System.Diagnostics;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>All processes of a workspace's own user.</summary>
internal static class UserProcesses
{
    // kill(-1) reaches every process that the caller may signal, in one step of the kernel that no fork can slip
    // through; run as the user, that is all of the user's processes and nothing else. A fixed script, no input.
    private static readonly string[] KillEverything = ["--", "/bin/sh", "-c", "kill -KILL -1"];

    /// <summary>
    /// Kills them all at once, fork bombs and daemons included. For the end of a workspace, not of one terminal.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">This process is not root or there is no setpriv.</exception>
    internal static async Task KillAllAsync(ShellCredentials credentials, CancellationToken cancellationToken)
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
}
