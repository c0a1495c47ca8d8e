using CloudIde.Worker.Workspaces.Ignoring;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Ignoring;

/// <summary>Random rules over random trees, compared with what git itself says. <c>CLOUDIDE_IGNORE_ROUNDS</c> asks for more.</summary>
public sealed class IgnoreRulesAgainstGitTests(ITestOutputHelper output)
{
    // Few and alike, so that patterns meet names; and what git treats in a way of its own.
    private static readonly string[] Names =
        ["a", "b", "ab", "aab", "ba", "a.b", "b.a", ".a", "A", "ä", "aä", "a b", "a ", "#a", "!a", "[a]", "a*", "a?b", "a\\", "]", "-", "a-b", "1", "a1", "日"];

    private static readonly string[] Pieces =
    [
        "a", "b", "ab", "a", "b", ".", "*", "*", "*", "**", "**", "***", "?", "/", "/", "/", "/**", "**/", "/**/", "[ab]", "[!a]", "[^b]", "[a-b]", "[]a]",
        "[!]]", "[a-]", "[-a]", "[[:alpha:]]", "[[:digit:][:space:]]", "[[:punct:]]", "[![:alnum:]]", "[[:nope:]]", "[[:a]", "[a", "[\\]]", "[\\", "[a-\\b]",
        "[/]", "[a/b]", "[b-a]", "[a-b-z]", "[[-a]", "[--a]", "[!", "[]", "\\", "\\a", "\\*", "\\?", "\\[", "\\#", "\\!", "\\/", "\\\\", "\\ ", " ", "  ", "#", "!",
        "ä", "日", "[ä]", "[à-ü]", "1", "-", "]", "A", "\t", "\r",
    ];

    [Fact]
    public void Rules_OfRandomTrees_IgnoreWhatGitIgnores()
    {
        Assert.SkipUnless(GitOracle.IsThere, "There is no git on this machine to compare with.");
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CLOUDIDE_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("CLOUDIDE_IGNORE_ROUNDS"), out var more) ? more : 100;
        output.WriteLine($"CLOUDIDE_TEST_SEED={seed} CLOUDIDE_IGNORE_ROUNDS={rounds}");
        var random = new Random(seed);
        using var git = new GitOracle();
        var (paths, ignored) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var tree = RandomTree(random);
            var files = RandomRules(random, tree);
            Build(git.Root, tree, files);
            var expected = git.Ignored(tree.Keys);
            var actual = Ignored(tree, files);
            if (!expected.SetEquals(actual))
            {
                Assert.Fail(Explain(seed, round, files, expected.Except(actual), actual.Except(expected)));
            }

            paths += tree.Count;
            ignored += expected.Count;
        }

        output.WriteLine($"{paths} paths, {ignored} of them ignored");
        Assert.InRange(ignored, paths / 10, paths * 9 / 10);
    }

    private static string Explain(
        int seed, int round, Dictionary<string, string> files, IEnumerable<string> missed, IEnumerable<string> wrong) => $"""
        seed {seed}, round {round}
        git alone ignores: {string.Join(" | ", missed)}
        the rules alone ignore: {string.Join(" | ", wrong)}
        {string.Join('\n', files.Select(file => $"{file.Key}: {file.Value.Replace("\n", " ⏎ ", StringComparison.Ordinal)}"))}
        """;

    /// <summary>As whoever uses the rules does: top down, and never into a folder that is ignored.</summary>
    private static HashSet<string> Ignored(SortedDictionary<string, bool> tree, Dictionary<string, string> files)
    {
        var ignored = new HashSet<string>();
        var rules = new Dictionary<string, IgnoreRules> { [""] = Read(Read(IgnoreRules.Empty, "", ".git/info/exclude"), "", ".gitignore") };
        foreach (var (path, isFolder) in tree)
        {
            var above = path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "";
            if (ignored.Contains(above) || rules[above].IsIgnored(path, isFolder))
            {
                ignored.Add(path);
            }
            else if (isFolder)
            {
                rules[path] = Read(rules[above], path, $"{path}/.gitignore");
            }
        }

        return ignored;

        IgnoreRules Read(IgnoreRules above, string folder, string file) =>
            files.TryGetValue(file, out var text) ? above.With(folder, text) : above;
    }

    private static SortedDictionary<string, bool> RandomTree(Random random)
    {
        var tree = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        var folders = new List<string> { "" };
        for (var i = random.Next(5, 80); i > 0; i--)
        {
            var folder = folders[random.Next(folders.Count)];
            var path = folder + Names[random.Next(Names.Length)];
            var isFolder = random.Next(3) == 0;
            if (tree.TryAdd(path, isFolder) && isFolder)
            {
                folders.Add(path + "/");
            }
        }

        return tree;
    }

    private static Dictionary<string, string> RandomRules(Random random, SortedDictionary<string, bool> tree)
    {
        var files = new Dictionary<string, string>();
        foreach (var folder in tree.Where(entry => entry.Value).Select(entry => entry.Key + "/").Append(""))
        {
            if (folder.Length == 0 || random.Next(4) == 0)
            {
                files[folder + ".gitignore"] = RandomLines(random, tree);
            }
        }

        if (random.Next(3) == 0)
        {
            files[".git/info/exclude"] = RandomLines(random, tree);
        }

        return files;
    }

    private static string RandomLines(Random random, SortedDictionary<string, bool> tree)
    {
        var ends = new[] { "\n", "\n", "\n", "\r\n", " \n", "\n\n" };
        var lines = Enumerable.Range(0, random.Next(1, 8)).Select(_ => RandomLine(random, tree) + ends[random.Next(ends.Length)]);
        var text = (random.Next(10) == 0 ? "\uFEFF" : "") + string.Concat(lines);
        return random.Next(3) == 0 ? text.TrimEnd('\n') : text;
    }

    private static string RandomLine(Random random, SortedDictionary<string, bool> tree)
    {
        var negation = random.Next(4) == 0 ? "!" : "";
        if (random.Next(3) > 0)
        {
            return negation + string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        }

        // A path that is there, with a piece of it replaced.
        var path = tree.Keys.ElementAt(random.Next(tree.Count));
        var start = random.Next(path.Length);
        var line = path[..start] + Pieces[random.Next(Pieces.Length)] + path[random.Next(start, path.Length)..];
        return negation + line + (random.Next(4) == 0 ? "/" : "");
    }

    private static void Build(string root, SortedDictionary<string, bool> tree, Dictionary<string, string> files)
    {
        foreach (var entry in Directory.GetFileSystemEntries(root).Where(entry => Path.GetFileName(entry) != ".git"))
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }

        foreach (var (path, isFolder) in tree)
        {
            if (isFolder)
            {
                Directory.CreateDirectory(Path.Combine(root, path));
            }
            else
            {
                File.WriteAllText(Path.Combine(root, path), "");
            }
        }

        File.Delete(Path.Combine(root, ".git/info/exclude"));
        foreach (var (path, text) in files)
        {
            File.WriteAllText(Path.Combine(root, path), text);
        }
    }
}
