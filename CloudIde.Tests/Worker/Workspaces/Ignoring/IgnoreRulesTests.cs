using System.Diagnostics;
using CloudIde.Worker.Workspaces.Ignoring;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Ignoring;

/// <summary>Rules as people write them; <see cref="IgnoreRulesAgainstGitTests"/> has the odd ones.</summary>
public sealed class IgnoreRulesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("*.log", "deep/a.log", false, true)]
    [InlineData("*.log\n!important.log", "important.log", false, false)]
    [InlineData("build/", "src/build", true, true)]
    [InlineData("build/", "src/build", false, false)]
    [InlineData("/build", "src/build", true, false)]
    [InlineData("/build", "build", true, true)]
    [InlineData("docs/*.txt", "docs/deep/a.txt", false, false)]
    [InlineData("docs/**/*.txt", "docs/a.txt", false, true)]
    [InlineData("docs/**/*.txt", "docs/very/deep/a.txt", false, true)]
    [InlineData("**/cache", "a/b/cache", true, true)]
    [InlineData("out/**", "out", true, false)]
    [InlineData("out/**", "out/a/b", false, true)]
    [InlineData("# comment\n\\#file", "#file", false, true)]
    [InlineData("name\\ ", "name ", false, true)]
    [InlineData("name ", "name", false, true)]
    [InlineData("[[:digit:]]*.t?t", "3rd.txt", false, true)]
    [InlineData("[unclosed", "[unclosed", false, false)]
    public void IsIgnored_OfOneFile_FollowsGit(string rules, string path, bool isFolder, bool expected) =>
        Assert.Equal(expected, IgnoreRules.Empty.With("", rules).IsIgnored(path, isFolder));

    [Fact]
    public void IsIgnored_OfAFolderWithRulesOfItsOwn_FollowsTheDeepest()
    {
        var root = IgnoreRules.Empty.With("", "*.tmp\nexclude-me").With("", "!exclude-me");
        var inside = root.With("src/app", "!kept.tmp\n/only-here\n");

        Assert.False(root.IsIgnored("exclude-me", false));
        Assert.True(root.IsIgnored("src/kept.tmp", false));
        Assert.False(inside.IsIgnored("src/app/kept.tmp", false));
        Assert.False(inside.IsIgnored("src/app/deep/kept.tmp", false));
        Assert.True(inside.IsIgnored("src/app/other.tmp", false));
        Assert.True(inside.IsIgnored("src/app/only-here", false));
        Assert.False(inside.IsIgnored("src/app/deep/only-here", false));
        Assert.Same(root, root.With("src", "# nothing but a comment\n\n"));
    }

    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "a", 200)]
    [InlineData("**/*a*a*a*a/**/*a*a*a*a/**/*a*a*a/b", "aaaaaaaaaaaa/", 300)]
    [InlineData("**/a/a/a/a/a/**/a/a/a/a/a/**/a/a/a/a/b", "a/", 2000)]
    [InlineData("x**/**/**/**/**/**/**/**/**/**/**/**/**/b", "xa/", 1300)]
    [InlineData("/***a***a***a***a***a***a***a***a***b", "a", 250)]
    public void IsIgnored_OfAHostilePattern_TakesNoExponentialTime(string pattern, string part, int times)
    {
        var rules = IgnoreRules.Empty.With("", pattern);
        var path = string.Concat(Enumerable.Repeat(part, times)) + "c";
        var started = Stopwatch.GetTimestamp();
        Assert.False(rules.IsIgnored(path, false));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 5);
    }

    [Fact]
    public void IsIgnored_OfManyPaths_IsQuick()
    {
        // About what GitHub's template for Python has, and then some.
        var rules = IgnoreRules.Empty.With("", string.Join('\n', Enumerable.Range(0, 200).Select(i => (i % 5) switch
        {
            0 => $"*.ext{i}",
            1 => $"folder{i}/",
            2 => $"/src/generated{i}",
            3 => $"name{i}.txt",
            _ => $"cache{i}-*/",
        })));
        var paths = Enumerable.Range(0, 100_000).Select(i => $"src/module{i / 100}/file{i}.ext{i % 400}").ToArray();
        var started = Stopwatch.GetTimestamp();
        var ignored = paths.Count(path => rules.IsIgnored(path, false));
        var elapsed = Stopwatch.GetElapsedTime(started);

        output.WriteLine($"{elapsed.TotalMilliseconds:F0} ms");
        Assert.Equal(10_000, ignored);
        Assert.InRange(elapsed.TotalSeconds, 0, 5);
    }
}
