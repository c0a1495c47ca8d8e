using System.Globalization;
using System.Runtime.Versioning;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.TwoSided;

/// <summary>
/// Files that only programs touch, written in place as most programs do: executable ones, links, empty folders, and such that
/// are kept in the snapshot. All states that each had are known, and with them how much a lost worker took.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class OwnFiles
{
    private const string Absent = "absent";

    // What a program had opened for writing and not yet written when its worker was killed.
    private const string Opened = "file empty";

    private static readonly string[] Programs = ["own/run-0.sh", "own/run-1.sh", "own/run-2"];
    private static readonly string[] EmptyFolders = ["own/empty-0", "own/empty-1/deep"];
    private static readonly string[] Links = ["own/link-0", "own/link-1"];
    private static readonly string[] Bulk = ["node_modules/m-0.js", "node_modules/deep/m-1.js", "own/trace.log", "build.log"];

    /// <summary>How old a change of the snapshot's files may be that a killed worker takes with it.</summary>
    private static readonly TimeSpan MostLost = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, List<(string State, DateTime At)>> _states =
        Programs.Concat(EmptyFolders).Concat(Links).Concat(Bulk).ToDictionary(path => path, _ => new List<(string, DateTime)> { (Absent, DateTime.MinValue) }, StringComparer.Ordinal);

    private int _count;

    /// <summary>Does something to one of them.</summary>
    public void Do(Random random, string root)
    {
        var paths = _states.Keys.ToList();
        var path = paths[random.Next(paths.Count)];
        var full = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        if (EmptyFolders.Contains(path))
        {
            Flip(full);
        }
        else if (random.Next(6) == 0)
        {
            File.Delete(full);
        }
        else if (Links.Contains(path))
        {
            File.Delete(full);
            File.CreateSymbolicLink(full, random.Next(3) switch { 0 => "run-0.sh", 1 => "/etc/hostname", _ => $"nowhere-{random.Next(5)}" });
        }
        else if (Programs.Contains(path) && random.Next(3) == 0 && File.Exists(full))
        {
            File.SetUnixFileMode(full, File.GetUnixFileMode(full) ^ UnixFileMode.UserExecute);
        }
        else
        {
            File.WriteAllText(full, VersionLedger.ContentOf(string.Create(CultureInfo.InvariantCulture, $"own {++_count}")));
        }

        _states[path].Add((StateOf(full), DateTime.UtcNow));
    }

    /// <summary>Whether ordinary files, with their modes and empty folders, are in S3 as they are on disk.</summary>
    public async Task<string?> DifferenceAsync(WorkerWorld world, string root, HashSet<string> keys)
    {
        foreach (var program in Programs.Where(keys.Contains))
        {
            var full = Path.Combine(root, program);
            var head = await world.S3.GetObjectMetadataAsync("cloudide-projects", $"{world.FilesPrefix}{program}", TestContext.Current.CancellationToken);
            var isExecutable = File.Exists(full) && (File.GetUnixFileMode(full) & UnixFileMode.UserExecute) != 0;
            if (isExecutable != (head.Metadata["cloudide-mode"] == "755"))
            {
                return $"{program} is {(isExecutable ? "executable" : "not executable")} on disk only";
            }
        }

        return EmptyFolders.FirstOrDefault(folder => keys.Contains(folder + "/") != Directory.Exists(Path.Combine(root, folder))) is { } different
            ? $"the folder {different} is on one side only"
            : null;
    }

    /// <summary>Both sides are equal: what is in S3 is not lost any more.</summary>
    public void Settled()
    {
        foreach (var path in Programs.Concat(EmptyFolders))
        {
            _states[path].RemoveRange(0, _states[path].Count - 1);
        }
    }

    /// <summary>Judges what another worker restored.</summary>
    public void CheckRestored(string root, DateTime? killedAt, string where)
    {
        foreach (var (path, states) in _states)
        {
            var restored = StateOf(Path.Combine(root, path));
            var allowed = killedAt is { } killed ? Allowed(path, states, killed) : [states[^1].State];
            Assert.True(
                allowed.Contains(restored),
                $"{where}: {path} was restored as \"{restored}\", which is none of: {string.Join("; ", allowed)} of {string.Join("; ", states)}");
            states.Clear();
            states.Add((restored, DateTime.UtcNow));
        }
    }

    private static List<string> Allowed(string path, List<(string State, DateTime At)> states, DateTime killedAt)
    {
        var first = Bulk.Contains(path) || Links.Contains(path) ? Math.Max(0, states.FindLastIndex(state => state.At < killedAt - MostLost)) : 0;
        return [.. states.Skip(first).Select(state => state.State), Opened];
    }

    private static void Flip(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder);
        }
        else
        {
            Directory.CreateDirectory(folder);
        }
    }

    private static string StateOf(string full)
    {
        var file = new FileInfo(full);
        if (file.LinkTarget is { } target)
        {
            return $"link to {target}";
        }

        if (Directory.Exists(full))
        {
            return "folder";
        }

        if (!file.Exists)
        {
            return Absent;
        }

        var content = File.ReadAllText(full);
        var mode = Programs.Any(program => full.EndsWith(program, StringComparison.Ordinal)) && (file.UnixFileMode & UnixFileMode.UserExecute) != 0 ? ", executable" : "";
        return content.Length == 0 ? Opened : $"file {VersionLedger.VersionOf(content)}{mode}";
    }
}
