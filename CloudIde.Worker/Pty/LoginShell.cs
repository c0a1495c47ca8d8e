using CloudIde.Core.Settings;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Pty;

/// <summary>Chooses the program of a terminal.</summary>
internal static class LoginShell
{
    private static readonly string[] Names = ["bash", "zsh", "sh"];
    private static readonly string[] Directories = ["/bin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];

    /// <summary>
    /// Makes any of the shells a login shell. The other way, a dash before argument 0, does not survive the programs that
    /// set user and limits, which pass on the path only.
    /// </summary>
    internal static IReadOnlyList<string> Arguments { get; } = ["-l"];

    /// <summary>Reads <c>SHELL_PATH</c>; without it the first of bash, zsh and sh that is there.</summary>
    /// <returns>An absolute path, or an empty string after reporting the problem.</returns>
    internal static string Read(SettingsReader settings)
    {
        if (OperatingSystem.IsWindows())
        {
            settings.Reject(PseudoTerminal.WindowsUnsupported);
            return "";
        }

        if (settings.Text("SHELL_PATH") is { } path)
        {
            if (!IsProgram(path))
            {
                settings.Reject("SHELL_PATH", path, "the absolute path of a shell, such as /bin/bash");
            }

            return path;
        }

        var found = Names
            .SelectMany(name => Directories.Select(directory => Path.Combine(directory, name)))
            .FirstOrDefault(IsProgram);
        if (found is null)
        {
            settings.Reject("SHELL_PATH is not set and there is neither bash nor zsh nor sh: expected the absolute path of a shell.");
        }

        return found ?? "";
    }

    private static bool IsProgram(string path) =>
        Path.IsPathRooted(path) && File.Exists(path) && LibC.Access(path, PlatformConstants.ExecuteAccess) == 0;
}
