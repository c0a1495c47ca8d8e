using System.Net;
using Xunit;

namespace CloudIde.Tests.Server.Files;

public sealed class MoveTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private ApiClient _user = null!;
    private string _project = "";

    public async ValueTask InitializeAsync()
    {
        _user = await server.SignUpAsync();
        _project = $"/api/v2/projects/{await _user.CreateProjectAsync()}";
        await WriteAsync("dir/a b.txt", "A");
        await WriteAsync("dir/sub/ü+%.txt", "B");
        await WriteAsync("dirt/c.txt", "C");
        await WriteAsync("file.txt", "F");
        (await _user.PostAsync(_project + "/folders", new { path = "dir/empty" })).Is(HttpStatusCode.OK);
    }

    public ValueTask DisposeAsync()
    {
        _user.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Move_File_KeepsContentAndType()
    {
        var answer = (await MoveAsync("file.txt", "new/ünder score.txt")).Is(HttpStatusCode.OK);

        Assert.Equal(1, answer.Json.GetProperty("files").GetInt32());
        var raw = (await _user.GetAsync(_project + "/files/new%2F%C3%BCnder%20score.txt?raw=1")).Is(HttpStatusCode.OK);
        Assert.Equal("F"u8.ToArray(), raw.Body);
        Assert.Equal("text/plain", raw.Response.Content.Headers.ContentType!.MediaType);
        (await _user.GetAsync(_project + "/files/file.txt")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Move_Folder_TakesEverythingInItAndNothingElse()
    {
        var answer = (await MoveAsync("dir", "other/place")).Is(HttpStatusCode.OK);

        Assert.Equal(2, answer.Json.GetProperty("files").GetInt32());
        var listing = (await _user.GetAsync(_project + "/files")).Json;
        Assert.Equal(
            ["README.md", "dirt/c.txt", "file.txt", "other/place/a b.txt", "other/place/sub/ü+%.txt"],
            listing.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()));
        Assert.Equal("other/place/empty", Assert.Single(listing.GetProperty("folders").EnumerateArray()).GetString());
        var moved = await _user.GetAsync(_project + "/files/other/place/sub/%C3%BC+%25.txt");
        Assert.Equal("B", moved.Json.GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("dir", "dir", HttpStatusCode.BadRequest)]
    [InlineData("dir", "dir/sub/dir", HttpStatusCode.BadRequest)]
    [InlineData("file.txt", "file.txt/x", HttpStatusCode.BadRequest)]
    [InlineData("../x", "y", HttpStatusCode.BadRequest)]
    [InlineData("x", "", HttpStatusCode.BadRequest)]
    [InlineData("missing", "y", HttpStatusCode.NotFound)]
    [InlineData("file.txt", "README.md", HttpStatusCode.Conflict)]
    [InlineData("file.txt", "dir", HttpStatusCode.Conflict)]
    [InlineData("file.txt", "README.md/below", HttpStatusCode.Conflict)]
    [InlineData("dir", "file.txt", HttpStatusCode.Conflict)]
    [InlineData("dir", "dirt", HttpStatusCode.Conflict)]
    public async Task Move_Impossible_SaysWhyAndChangesNothing(string from, string to, HttpStatusCode expected)
    {
        var before = (await _user.GetAsync(_project + "/files")).Json.GetRawText();

        (await MoveAsync(from, to)).Problem(expected);

        Assert.Equal(before, (await _user.GetAsync(_project + "/files")).Json.GetRawText());
    }

    [Fact]
    public async Task Move_PathGetsTooLong_Is400AndChangesNothing()
    {
        var before = (await _user.GetAsync(_project + "/files")).Json.GetRawText();
        var deep = string.Join('/', Enumerable.Repeat(new string('x', 222), 4));

        (await MoveAsync("dir", deep)).Problem(HttpStatusCode.BadRequest);

        Assert.Equal(before, (await _user.GetAsync(_project + "/files")).Json.GetRawText());
    }

    private Task<ApiAnswer> MoveAsync(string from, string to) => _user.PostAsync(_project + "/files/move", new { from, to });

    private async Task WriteAsync(string path, string content) =>
        (await _user.PostAsync(_project + "/files", new { path, content })).Is(HttpStatusCode.OK);
}
