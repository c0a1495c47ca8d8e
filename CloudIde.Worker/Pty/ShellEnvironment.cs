using System.Collections;
using System.Collections.Frozen;

namespace CloudIde.Worker.Pty;

/// <summary>
/// Builds a shell's environment from an allow-list. A block-list would leak the next secret that someone adds to the
/// worker: AWS keys, the task role's credentials address, connection strings.
/// </summary>
internal static class ShellEnvironment
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly FrozenSet<string> Passed = FrozenSet.Create("TZ", "TZDIR");

    /// <summary>The environment of a login shell.</summary>
    /// <param name="home">The user's home directory.</param>
    /// <param name="user">The user's name, as programs show it.</param>
    /// <param name="shell">Absolute path of the shell.</param>
    /// <returns>The variables; the caller may add its own.</returns>
    internal static Dictionary<string, string> Build(string home, string user, string shell) =>
        Build(home, user, shell, Environment.GetEnvironmentVariables());

    internal static Dictionary<string, string> Build(string home, string user, string shell, IDictionary worker)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Of("PATH") ?? DefaultPath,
            ["HOME"] = home,
            ["USER"] = user,
            ["LOGNAME"] = user,
            ["SHELL"] = shell,
            ["TERM"] = "xterm-256color",
            ["COLORTERM"] = "truecolor",
            ["LANG"] = IsUtf8(Of("LANG")) ? Of("LANG")! : DefaultLocale,
        };

        foreach (DictionaryEntry entry in worker)
        {
            // A category in another encoding would break what LANG sets right.
            if (entry is { Key: string name, Value: string { Length: > 0 } value }
                && (Passed.Contains(name) || (name.StartsWith("LC_", StringComparison.Ordinal) && IsUtf8(value))))
            {
                variables[name] = value;
            }
        }

        if (Path.GetFileName(shell) == "bash")
        {
            // Bash's own default shows its version and not the directory. The user's and the system's start-up files
            // still override this. No user name: an own user id has no entry in /etc/passwd, and \u would say so.
            variables["PS1"] = @"\w \$ ";
        }

        return variables;

        string? Of(string name) => worker[name] as string is { Length: > 0 } value ? value : null;
    }

    // glibc since 2.35 and musl have C.UTF-8 built in; macOS does not.
    private static string DefaultLocale => OperatingSystem.IsMacOS() ? "en_US.UTF-8" : "C.UTF-8";

    private static bool IsUtf8(string? locale) =>
        locale is not null
        && (locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase));
}
