using CloudIde.Core.Commands;
using CloudIde.Worker.Pty;

namespace CloudIde.Worker.Commands;

/// <summary>What runs a command: the login shell of the workspace's terminals, with the command in place of a prompt.</summary>
internal static class CommandLaunch
{
    private static readonly string[] OfTerminals = ["COLORTERM", "PS1"];

    /// <summary>Makes a terminal's launch one of a command.</summary>
    /// <param name="shell">What a new terminal would run.</param>
    /// <param name="command">The command.</param>
    /// <returns>The launch.</returns>
    public static ShellLaunch Of(ShellLaunch shell, CommandRecord command)
    {
        var environment = new Dictionary<string, string>(shell.Environment, StringComparer.Ordinal) { ["TERM"] = "dumb" };
        foreach (var name in OfTerminals)
        {
            environment.Remove(name);
        }

        foreach (var (name, value) in command.Environment)
        {
            environment[name] = value;
        }

        return shell with { Arguments = [.. shell.Arguments, "-c", command.Text], Environment = environment };
    }
}
