using System.Net;
using Xunit;

namespace CloudIde.Tests.Server.Pages;

public sealed class PageTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/projects/abc")]
    [InlineData("/sign-in?next=%2F")]
    public async Task Page_AnyAddressOfTheUi_IsTheIndexNeverCached(string path)
    {
        await WriteAsync("index.html", "<!doctype html>the page");
        using var client = new ApiClient(server.Address);

        var answer = (await client.GetAsync(path)).Is(HttpStatusCode.OK);

        Assert.Equal("<!doctype html>the page", System.Text.Encoding.UTF8.GetString(answer.Body));
        Assert.Equal("text/html", answer.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", answer.Response.Headers.CacheControl!.ToString());
        var policy = answer.Response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Asset_WithHashInItsName_IsCachedForever()
    {
        await WriteAsync("assets/index-1a2b3c.js", "x");
        using var client = new ApiClient(server.Address);

        var answer = (await client.GetAsync("/assets/index-1a2b3c.js")).Is(HttpStatusCode.OK);

        Assert.Equal("public, max-age=31536000, immutable", answer.Response.Headers.CacheControl!.ToString());
        Assert.Equal("text/javascript", answer.Response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/assets/missing.js")]
    [InlineData("/favicon.ico")]
    [InlineData("/api")]
    [InlineData("/api/v2/nothing")]
    [InlineData("/ws/nothing")]
    [InlineData("/..%2f..%2fetc%2fpasswd.txt")]
    public async Task Address_Unknown_IsA404ProblemAndNoPage(string path)
    {
        using var client = new ApiClient(server.Address);

        (await client.GetAsync(path)).Problem(HttpStatusCode.NotFound);
    }

    private async Task WriteAsync(string path, string content)
    {
        var file = Path.Combine(server.WebRoot, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
    }
}
