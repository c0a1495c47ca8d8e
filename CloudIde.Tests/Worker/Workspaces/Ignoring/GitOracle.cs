using System.Diagnostics;
using System.Text;

namespace CloudIde.Tests.Worker.Workspaces.Ignoring;

/// <summary>An empty repository in which the real git says what is ignored.</summary>
internal sealed class GitOracle : IDisposable
{
    public GitOracle()
    {
        Root = Directory.CreateTempSubdirectory("cloudide-ignore-").FullName;
        Run(["init", "--quiet"], "");
    }

    public string Root { get; }

    /// <summary>Whether git is on this machine.</summary>
    public static bool IsThere { get; } = Environment.GetEnvironmentVariable("PATH")!
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "git")));

    /// <summary>Which of some paths git ignores.</summary>
    public HashSet<string> Ignored(IEnumerable<string> paths) =>
        [.. Run(["check-ignore", "--no-index", "--stdin", "-z"], string.Join('\0', paths)).Split('\0', StringSplitOptions.RemoveEmptyEntries)];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Run(string[] arguments, string input)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };

        // Nobody's own configuration: it may name a further file of rules.
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["HOME"] = start.Environment["XDG_CONFIG_HOME"] = Root;
        foreach (var name in start.Environment.Keys.Where(name => name is "GIT_DIR" or "GIT_WORK_TREE" or "GIT_INDEX_FILE").ToList())
        {
            start.Environment.Remove(name);
        }

        using var git = Process.Start(start)!;
        var errors = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEndAsync();
        git.StandardInput.Write(input);
        git.StandardInput.Close();
        git.WaitForExit();

        // 1: nothing is ignored.
        return git.ExitCode is 0 or 1 ? output.Result : throw new InvalidOperationException($"git ended with {git.ExitCode}: {errors.Result}");
    }
}
