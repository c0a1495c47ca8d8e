using CloudIde.Server.Files;
using CloudIde.Server.Problems;
using Xunit;

namespace CloudIde.Tests.Server.Files;

public sealed class FilePathInUrlTests
{
    [Theory]
    [InlineData("/api/v2/projects/p/files/a.txt", "a.txt")]
    [InlineData("/api/v2/projects/p/files/a%2Fb?raw=1", "a/b")]
    [InlineData("/api/v2/projects/p/files/a%252Fb", "a%2Fb")]
    [InlineData("/api/v2/projects/p/files/a/files/b", "a/files/b")]
    [InlineData("/api/v2/projects/%70/%66iles/a", "a")]
    [InlineData("http://host:1/api/v2/projects/p/files/a?x=://y/z", "a")]
    public void Parse_Target_IsThePath(string target, string path) => Assert.Equal(path, FilePathInUrl.Parse(target, "p").Value);

    [Theory]
    [InlineData("/api/v2/projects/p/files/%2e%2e/%2e%2e/q/files/a")]
    [InlineData("/api/v2/projects/p/files/../../q/files/a")]
    [InlineData("/api/v2/projects/q/../p/files/a")]
    [InlineData("/x/../api/v2/projects/p/files/a")]
    [InlineData("/api/v2/projects/p/files")]
    [InlineData("/api/v2/projects/p/files/%c3")]
    [InlineData("/api/v2/projects/p/files/a%")]
    [InlineData("/api/v2/projects/p/files/%4")]
    public void Parse_TargetWithoutAPathOfThisProject_Is400(string target) =>
        Assert.Equal(400, Assert.Throws<ProblemException>(() => FilePathInUrl.Parse(target, "p")).Status);
}
