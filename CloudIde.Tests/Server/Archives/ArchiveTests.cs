using System.IO.Compression;
using System.Net;
using System.Text;
using Xunit;

namespace CloudIde.Tests.Server.Archives;

public sealed class ArchiveTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private ApiClient _user = null!;
    private string _project = "";

    public async ValueTask InitializeAsync()
    {
        _user = await server.SignUpAsync();
        _project = $"/api/v2/projects/{await _user.CreateProjectAsync("My project")}";
    }

    public ValueTask DisposeAsync()
    {
        _user.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ExportThenImport_IntoAnotherProject_IsTheSameProject()
    {
        var binary = new byte[300_000];
        Random.Shared.NextBytes(binary);
        (await _user.PutBytesAsync(_project + "/files/data/b.bin", binary)).Is(HttpStatusCode.OK);
        (await _user.PostAsync(_project + "/files", new { path = "ünïcode/a b.txt", content = "x" })).Is(HttpStatusCode.OK);
        (await _user.PostAsync(_project + "/files", new { path = "empty.txt", content = "" })).Is(HttpStatusCode.OK);
        (await _user.PostAsync(_project + "/folders", new { path = "kept" })).Is(HttpStatusCode.OK);

        var export = (await _user.GetAsync(_project + "/archive")).Is(HttpStatusCode.OK);
        var other = $"/api/v2/projects/{await _user.CreateProjectAsync("other")}";
        var import = (await ImportAsync(other, export.Body)).Is(HttpStatusCode.OK);

        Assert.Equal("application/zip", export.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("My project.zip", export.Response.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal(4, import.Json.GetProperty("written").GetArrayLength());
        Assert.Equal("kept", Assert.Single(import.Json.GetProperty("folders").EnumerateArray()).GetString());
        Assert.Equal(await PathsAndSizesAsync(_project), await PathsAndSizesAsync(other));
        Assert.Equal(binary, (await _user.GetAsync(other + "/files/data/b.bin?raw=1")).Body);
        Assert.StartsWith("# My project", (await _user.GetAsync(other + "/files/README.md")).Json.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../escape.txt")]
    [InlineData("a/../../escape.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b.txt")]
    [InlineData("a//b.txt")]
    [InlineData("../")]
    public async Task Import_EntryThatLeavesTheProject_IsRefusedAsAWhole(string name)
    {
        var answer = await ImportAsync(_project, Zip(("good.txt", "x"), (name, "x")));

        Assert.Contains("Nothing was written", answer.Problem(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        (await _user.GetAsync(_project + "/files/good.txt")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Import_SymbolicLink_IsSkippedAndReported()
    {
        var zip = Zip(archive =>
        {
            archive.CreateEntry("link").ExternalAttributes = unchecked((int)0xA1FF0000);
            archive.CreateEntry("file").ExternalAttributes = unchecked((int)0x81ED0000);
        });

        var answer = (await ImportAsync(_project, zip)).Is(HttpStatusCode.OK).Json;

        Assert.Equal("link", Assert.Single(answer.GetProperty("skipped").EnumerateArray()).GetProperty("path").GetString());
        Assert.Equal("file", Assert.Single(answer.GetProperty("written").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Import_Bomb_Is413()
    {
        var zip = Zip(archive =>
        {
            using var content = archive.CreateEntry("zeros", CompressionLevel.SmallestSize).Open();
            content.Write(new byte[20 << 20]);
        });

        Assert.Contains("expands", (await ImportAsync(_project, zip)).Problem(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_EntryThatHoldsMoreThanItStates_IsDamaged()
    {
        var zip = Zip(("a.txt", new string('x', 5000)));

        // The uncompressed size in the central directory, 24 bytes after its signature, is what readers trust.
        var header = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(zip.AsSpan(header + 24), 10);

        var answer = await ImportAsync(_project, zip);

        Assert.Contains("damaged", answer.Problem(HttpStatusCode.BadRequest), StringComparison.Ordinal);
        (await _user.GetAsync(_project + "/files/a.txt")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Import_NoZip_Is400()
    {
        (await ImportAsync(_project, "no zip"u8.ToArray())).Problem(HttpStatusCode.BadRequest);
        (await ImportAsync(_project, [])).Problem(HttpStatusCode.BadRequest);
        (await _user.SendAsync(HttpMethod.Post, _project + "/archive", new MultipartFormDataContent())).Problem(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Import_SamePathTwiceOrAsFileAndFolder_Is400()
    {
        (await ImportAsync(_project, Zip(("a", "1"), ("a", "2")))).Problem(HttpStatusCode.BadRequest);
        (await ImportAsync(_project, Zip(("a", "1"), ("a/b", "2")))).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Import_OverExistingFiles_ReplacesThemAndKeepsOthers()
    {
        (await ImportAsync(_project, Zip(("README.md", "new"), ("more.txt", "m")))).Is(HttpStatusCode.OK);
        (await ImportAsync(_project, Zip(("README.md", "newer")))).Is(HttpStatusCode.OK);

        Assert.Equal("newer", (await _user.GetAsync(_project + "/files/README.md")).Json.GetProperty("content").GetString());
        Assert.Equal("m", (await _user.GetAsync(_project + "/files/more.txt")).Json.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Import_FileWhereTheProjectHasAFolder_IsConflictAndWritesNothing()
    {
        (await _user.PostAsync(_project + "/files", new { path = "dir/x", content = "" })).Is(HttpStatusCode.OK);

        (await ImportAsync(_project, Zip(("new.txt", ""), ("dir", "")))).Problem(HttpStatusCode.Conflict);
        (await ImportAsync(_project, Zip(("new.txt", ""), ("README.md/below", "")))).Problem(HttpStatusCode.Conflict);
        (await _user.GetAsync(_project + "/files/new.txt")).Problem(HttpStatusCode.NotFound);
    }

    private static byte[] Zip(params (string Name, string Content)[] entries) => Zip(archive =>
    {
        foreach (var (name, content) in entries)
        {
            using var stream = archive.CreateEntry(name).Open();
            stream.Write(Encoding.UTF8.GetBytes(content));
        }
    });

    private static byte[] Zip(Action<ZipArchive> fill)
    {
        using var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            fill(archive);
        }

        return buffer.ToArray();
    }

    private Task<ApiAnswer> ImportAsync(string project, byte[] zip) =>
        _user.SendAsync(HttpMethod.Post, project + "/archive", new ByteArrayContent(zip));

    private async Task<List<(string?, long)>> PathsAndSizesAsync(string project) =>
        [.. (await _user.GetAsync(project + "/files")).Json.GetProperty("files").EnumerateArray()
            .Select(file => (file.GetProperty("path").GetString(), file.GetProperty("size").GetInt64()))];
}
