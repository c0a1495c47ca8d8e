using System.Net;
using Xunit;

namespace CloudIde.Tests.Server.Files;

public sealed class FilePreconditionTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private ApiClient _user = null!;
    private string _file = "";

    public async ValueTask InitializeAsync()
    {
        _user = await server.SignUpAsync();
        _file = $"/api/v2/projects/{await _user.CreateProjectAsync()}/files/a.txt";
    }

    public ValueTask DisposeAsync()
    {
        _user.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Write_IfMatchTheCurrentVersion_Saves()
    {
        var etag = (await WriteAsync(1)).ETag;

        var saved = (await WriteAsync(2, ("If-Match", etag))).Is(HttpStatusCode.OK);

        Assert.NotEqual(etag, saved.ETag);
        Assert.Equal([2], (await _user.GetAsync(_file + "?raw=1")).Body);
    }

    [Fact]
    public async Task Write_IfMatchAnOldVersion_Is412AndKeepsTheNewOne()
    {
        var old = (await WriteAsync(1)).ETag;
        await WriteAsync(2);

        (await WriteAsync(3, ("If-Match", old))).Problem(HttpStatusCode.PreconditionFailed);

        Assert.Equal([2], (await _user.GetAsync(_file + "?raw=1")).Body);
    }

    [Fact]
    public async Task Write_IfMatchAnyVersion_NeedsAFile()
    {
        (await WriteAsync(1, ("If-Match", "*"))).Problem(HttpStatusCode.PreconditionFailed);
        await WriteAsync(1);
        (await WriteAsync(2, ("If-Match", "*"))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Write_IfNoneMatchAny_OnlyCreates()
    {
        (await WriteAsync(1, ("If-None-Match", "*"))).Is(HttpStatusCode.OK);
        (await WriteAsync(2, ("If-None-Match", "*"))).Problem(HttpStatusCode.PreconditionFailed);

        Assert.Equal([1], (await _user.GetAsync(_file + "?raw=1")).Body);
    }

    [Fact]
    public async Task Write_ManyAtOnceWithTheSameETag_OneWins()
    {
        var etag = (await WriteAsync(0)).ETag;

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => WriteAsync((byte)i, ("If-Match", etag))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.Status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task Write_CreatedManyTimesAtOnce_OneWins()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => WriteAsync((byte)i, ("If-None-Match", "*"))));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Delete_IfMatchAnOldVersion_Is412AndKeepsTheFile()
    {
        var old = (await WriteAsync(1)).ETag;
        var current = (await WriteAsync(2)).ETag;

        (await _user.DeleteAsync(_file, ("If-Match", old))).Problem(HttpStatusCode.PreconditionFailed);
        (await _user.DeleteAsync(_file, ("If-Match", current))).Is(HttpStatusCode.OK);
        (await _user.DeleteAsync(_file, ("If-Match", "*"))).Problem(HttpStatusCode.PreconditionFailed);
    }

    [Theory]
    [InlineData("unquoted")]
    [InlineData("")]
    public async Task Write_UnreadablePrecondition_Is400AndNotIgnored(string value)
    {
        (await WriteAsync(1, ("If-Match", value))).Problem(HttpStatusCode.BadRequest);
    }

    private Task<ApiAnswer> WriteAsync(byte value, params (string, string)[] headers) =>
        _user.PutBytesAsync(_file, [value], null, headers);
}
