using System.Net;
using System.Text;
using Amazon.S3.Model;
using Xunit;

namespace CloudIde.Tests.Server.Files;

public sealed class FileLimitTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    public FileLimitTests() => _server.Settings["CLOUDIDE_MAX_FILE_MIB"] = "1";

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task WriteBytes_AtTheLimitAndAbove_Is200And413()
    {
        using var user = await _server.SignUpAsync();
        var file = $"/api/v2/projects/{await user.CreateProjectAsync()}/files/a";

        (await user.PutBytesAsync(file, new byte[1 << 20])).Is(HttpStatusCode.OK);
        Assert.Contains("1,048,576", (await user.PutBytesAsync(file, new byte[(1 << 20) + 1])).Problem(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        Assert.Equal(1 << 20, (await user.GetAsync(file + "?raw=1")).Body.Length);
    }

    [Fact]
    public async Task WriteText_MoreThanAJsonFileMayHave_Is413AndPointsToPut()
    {
        using var user = await _server.SignUpAsync();
        var project = await user.CreateProjectAsync();

        var answer = await user.PostAsync($"/api/v2/projects/{project}/files", new { path = "a", content = new string('x', (10 << 20) + 1) });

        Assert.Contains("PUT", answer.Problem(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FileTooLargeForJson_Is413AndPointsToTheRawForm()
    {
        using var user = await _server.SignUpAsync();
        var project = await user.CreateProjectAsync();
        await _server.S3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = _server.Bucket,
                Key = $"projects/{project}/files/big.txt",
                InputStream = new MemoryStream(Encoding.ASCII.GetBytes(new string('x', (10 << 20) + 1))),
            },
            TestContext.Current.CancellationToken);

        var answer = await user.GetAsync($"/api/v2/projects/{project}/files/big.txt");

        Assert.Contains("raw=1", answer.Problem(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        Assert.Equal((10 << 20) + 1, (await user.GetAsync($"/api/v2/projects/{project}/files/big.txt?raw=1")).Body.Length);
    }

    [Fact]
    public async Task OrdinaryJson_TooLarge_Is413()
    {
        using var user = await _server.SignUpAsync();

        var answer = await user.PostAsync("/api/v2/projects", new { name = new string('x', 2 << 20) });

        answer.Problem(HttpStatusCode.RequestEntityTooLarge);
    }
}
