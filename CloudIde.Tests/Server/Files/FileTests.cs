using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;
using Xunit;

namespace CloudIde.Tests.Server.Files;

public sealed class FileTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private ApiClient _user = null!;
    private string _files = "";
    private string _project = "";

    public async ValueTask InitializeAsync()
    {
        _user = await server.SignUpAsync();
        _project = await _user.CreateProjectAsync();
        _files = $"/api/v2/projects/{_project}/files";
    }

    public ValueTask DisposeAsync()
    {
        _user.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("plain text\nwith lines\n")]
    [InlineData("")]
    [InlineData("\uFEFFwith a byte order mark")]
    [InlineData("äöü 漢字 🎉 \0 \"quoted\" \\ </script>")]
    public async Task WriteText_ThenRead_IsTheSameText(string content)
    {
        var saved = (await _user.PostAsync(_files, new { path = "src/a.txt", content })).Is(HttpStatusCode.OK);
        Assert.NotEmpty(saved.Json.GetProperty("message").GetString()!);

        var read = (await _user.GetAsync(_files + "/src/a.txt")).Is(HttpStatusCode.OK);

        Assert.Equal("src/a.txt", read.Json.GetProperty("path").GetString());
        Assert.Equal(content, read.Json.GetProperty("content").GetString());
        Assert.Equal(Encoding.UTF8.GetByteCount(content), read.Json.GetProperty("size").GetInt64());
        Assert.Equal(saved.ETag, read.ETag);
        Assert.Equal(Encoding.UTF8.GetBytes(content), (await _user.GetAsync(_files + "/src/a.txt?raw=1")).Body);
    }

    [Theory]
    [InlineData("with%20space.txt", "with space.txt")]
    [InlineData("a%2Fb%2Fc.txt", "a/b/c.txt")]
    [InlineData("a/b%2Fc%252F.txt", "a/b/c%2F.txt")]
    [InlineData("plus+sign.txt", "plus+sign.txt")]
    [InlineData("100%25.txt", "100%.txt")]
    [InlineData("%E6%BC%A2%E5%AD%97/%F0%9F%8E%89.txt", "漢字/🎉.txt")]
    [InlineData("q%3Fa%23b%26c=d.txt", "q?a#b&c=d.txt")]
    [InlineData("move", "move")]
    [InlineData(".env", ".env")]
    [InlineData("a:b;c@d,e$f!g'h(i)j*k.txt", "a:b;c@d,e$f!g'h(i)j*k.txt")]
    public async Task Path_Encoded_IsTheFileOfThatName(string encoded, string path)
    {
        (await _user.PutBytesAsync($"{_files}/{encoded}", "x"u8.ToArray())).Is(HttpStatusCode.OK);

        var listed = (await _user.GetAsync(_files)).Json.GetProperty("files").EnumerateArray()
            .Select(file => file.GetProperty("path").GetString());
        Assert.Contains(path, listed);
        Assert.Equal(path, (await _user.GetAsync($"{_files}/{encoded}")).Json.GetProperty("path").GetString());
        var stored = await server.S3.GetObjectMetadataAsync(
            server.Bucket, $"projects/{_project}/files/{path}", TestContext.Current.CancellationToken);
        Assert.Equal(1, stored.ContentLength);
        (await _user.DeleteAsync($"{_files}/{encoded}")).Is(HttpStatusCode.OK);
        (await _user.GetAsync($"{_files}/{encoded}")).Problem(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("%2e%2e%2Fescape")]
    [InlineData("a%2F%2Fb")]
    [InlineData("%2Fabsolute")]
    [InlineData("back%5Cslash")]
    [InlineData("bell%07")]
    [InlineData("bad%FFutf8")]
    [InlineData("trailing%2F")]
    public async Task Path_Invalid_Is400(string encoded)
    {
        (await _user.PutBytesAsync($"{_files}/{encoded}", [1])).Problem(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData(null)]
    public async Task WriteText_InvalidPath_NamesTheField(string? path)
    {
        var answer = await _user.PostAsync(_files, new { path, content = "" });

        answer.Problem(HttpStatusCode.BadRequest);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty("path", out _));
    }

    [Fact]
    public async Task WriteText_ContentMissing_NamesTheField()
    {
        var answer = await _user.PostAsync(_files, new { path = "a" });

        answer.Problem(HttpStatusCode.BadRequest);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty("content", out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteBytes_ManyWithAndWithoutLength_ComeBackAsTheyWere(bool withLength)
    {
        var bytes = RandomNumberGenerator.GetBytes(3 << 20);
        var stream = new MemoryStream(bytes);
        using HttpContent content = withLength ? new ByteArrayContent(bytes) : new StreamContent(new Unseekable(stream));

        var saved = (await _user.SendAsync(HttpMethod.Put, _files + "/big.bin", content)).Is(HttpStatusCode.OK);

        Assert.Equal(bytes.Length, saved.Json.GetProperty("size").GetInt64());
        var read = (await _user.GetAsync(_files + "/big.bin?raw=1")).Is(HttpStatusCode.OK);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(read.Body));
        Assert.Equal("application/octet-stream", read.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(saved.ETag, read.ETag);
    }

    [Fact]
    public async Task Read_NotUtf8AsJson_Is415AndPointsToTheRawForm()
    {
        (await _user.PutBytesAsync(_files + "/image.png", [0x89, 0x50, 0xFF])).Is(HttpStatusCode.OK);

        Assert.Contains("raw=1", (await _user.GetAsync(_files + "/image.png")).Problem(HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
        var raw = (await _user.GetAsync(_files + "/image.png?raw=1")).Is(HttpStatusCode.OK);
        Assert.Equal("image/png", raw.Response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task ReadRaw_HostileHtml_CannotRunOnThisOrigin()
    {
        (await _user.PutBytesAsync(_files + "/x.html", "<script>alert(1)</script>"u8.ToArray(), "text/html")).Is(HttpStatusCode.OK);

        var headers = (await _user.GetAsync(_files + "/x.html?raw=1")).Is(HttpStatusCode.OK).Response.Headers;

        Assert.StartsWith("sandbox;", headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Read_KnownETag_Is304WithoutBody()
    {
        var etag = (await _user.PostAsync(_files, new { path = "a", content = "x" })).ETag;

        var answer = await _user.SendAsync(HttpMethod.Get, _files + "/a?raw=1", null, ("If-None-Match", etag));

        Assert.Empty(answer.Is(HttpStatusCode.NotModified).Body);
        Assert.Equal(etag, answer.ETag);
    }

    [Fact]
    public async Task List_MoreThanOnePageOfS3_IsComplete()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1005),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (i, token) => await server.S3.PutObjectAsync(
                new PutObjectRequest { BucketName = server.Bucket, Key = $"projects/{_project}/files/many/{i:0000}", ContentBody = "x" },
                token));

        var listing = (await _user.GetAsync(_files)).Is(HttpStatusCode.OK).Json.GetProperty("files");
        Assert.Equal(1006, listing.GetArrayLength());

        (await _user.DeleteAsync(_files + "/many")).Problem(HttpStatusCode.Conflict);
        (await _user.DeleteAsync(_files + "/many?recursive=1")).Is(HttpStatusCode.OK);
        Assert.Equal(1, (await _user.GetAsync(_files)).Json.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public async Task Folder_Empty_IsListedAsFolderAndNotAsFile()
    {
        (await _user.PostAsync($"/api/v2/projects/{_project}/folders", new { path = "empty/inner" })).Is(HttpStatusCode.OK);
        (await _user.PostAsync($"/api/v2/projects/{_project}/folders", new { path = "empty/inner" })).Is(HttpStatusCode.OK);

        var listing = (await _user.GetAsync(_files)).Json;
        Assert.Equal("empty/inner", Assert.Single(listing.GetProperty("folders").EnumerateArray()).GetString());
        Assert.Equal("README.md", Assert.Single(listing.GetProperty("files").EnumerateArray()).GetProperty("path").GetString());

        (await _user.DeleteAsync(_files + "/empty")).Problem(HttpStatusCode.Conflict);
        (await _user.DeleteAsync(_files + "/empty/inner")).Is(HttpStatusCode.OK);
        Assert.Empty((await _user.GetAsync(_files)).Json.GetProperty("folders").EnumerateArray());
    }

    [Fact]
    public async Task Write_FileWhereAFolderIsOrBelowAFile_IsConflict()
    {
        (await _user.PostAsync(_files, new { path = "a/b/c.txt", content = "" })).Is(HttpStatusCode.OK);

        Assert.Contains("folder a/b", (await _user.PutBytesAsync(_files + "/a/b", [1])).Problem(HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Contains("a/b/c.txt is a file",
            (await _user.PostAsync(_files, new { path = "a/b/c.txt/d/e", content = "" })).Problem(HttpStatusCode.Conflict), StringComparison.Ordinal);
        (await _user.PostAsync($"/api/v2/projects/{_project}/folders", new { path = "a/b/c.txt" })).Problem(HttpStatusCode.Conflict);
        (await _user.PostAsync($"/api/v2/projects/{_project}/folders", new { path = "a/b/c.txt/d" })).Problem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Delete_Missing_Is404()
    {
        (await _user.DeleteAsync(_files + "/nothing")).Problem(HttpStatusCode.NotFound);
        (await _user.GetAsync(_files + "/nothing?raw=1")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task WriteText_GivenContentType_IsServedWithIt()
    {
        (await _user.PostAsync(_files, new { path = "a", content = "{}", contentType = "application/ld+json" })).Is(HttpStatusCode.OK);
        (await _user.PutBytesAsync(_files + "/b.ts", "let x"u8.ToArray(), "application/octet-stream")).Is(HttpStatusCode.OK);

        Assert.Equal("application/ld+json", (await _user.GetAsync(_files + "/a?raw=1")).Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("text/plain", (await _user.GetAsync(_files + "/b.ts?raw=1")).Response.Content.Headers.ContentType!.MediaType);
    }

    private sealed class Unseekable(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
