using System.Net;
using System.Text.Json;
using Amazon.S3.Model;
using Xunit;

namespace CloudIde.Tests.Server.Projects;

public sealed class ProjectTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Create_AllFields_AnswersTheProjectThatIsThenListed()
    {
        using var user = await server.SignUpAsync();

        var answer = (await user.PostAsync(
            "/api/v2/projects", new { name = " Größe ", description = "d", stack = "python", language = "python" }))
            .Is(HttpStatusCode.Created);

        var project = answer.Json.GetProperty("project");
        Assert.NotEmpty(answer.Json.GetProperty("message").GetString()!);
        Assert.Equal("Größe", project.GetProperty("name").GetString());
        Assert.Equal("d", project.GetProperty("description").GetString());
        Assert.Equal("python", project.GetProperty("stack").GetString());
        Assert.Equal("python", project.GetProperty("language").GetString());
        Assert.Equal(0, project.GetProperty("forks").GetInt32());
        Assert.Equal("owner", project.GetProperty("role").GetString());
        Assert.Equal(DateTimeKind.Utc, project.GetProperty("createdAt").GetDateTime().Kind);
        Assert.Equal(project.GetProperty("createdAt").GetDateTime(), project.GetProperty("updatedAt").GetDateTime());
        Assert.Matches("^[A-Za-z0-9_-]{16,}$", project.GetProperty("id").GetString()!);
        Assert.Equal($"/api/v2/projects/{project.GetProperty("id")}", answer.Response.Headers.Location!.OriginalString);

        var listed = Assert.Single((await user.GetAsync("/api/v2/projects")).Json.GetProperty("projects").EnumerateArray());
        Assert.Equal(project.GetRawText(), listed.GetRawText());
    }

    [Theory]
    [InlineData("python", "main.py")]
    [InlineData("node", "index.js")]
    [InlineData("JavaScript", "index.js")]
    [InlineData("typescript", "index.ts")]
    [InlineData("go", "main.go")]
    [InlineData("csharp", "Program.cs")]
    [InlineData("dotnet", "Program.cs")]
    [InlineData("java", "Main.java")]
    [InlineData("rust", "src/main.rs")]
    [InlineData("html", "index.html")]
    public async Task Create_KnownStack_HasAReadmeAndAStarterFile(string stack, string file)
    {
        using var user = await server.SignUpAsync();
        var project = await user.CreateProjectAsync("Demo", stack);

        var answer = (await user.GetAsync($"/api/v2/projects/{project}")).Is(HttpStatusCode.OK).Json;

        var paths = answer.GetProperty("files").EnumerateArray().Select(entry => entry.GetProperty("path").GetString()).ToList();
        Assert.Contains("README.md", paths);
        Assert.Contains(file, paths);
        var readme = (await user.GetAsync($"/api/v2/projects/{project}/files/README.md")).Json.GetProperty("content").GetString()!;
        Assert.StartsWith("# Demo\n", readme, StringComparison.Ordinal);
        Assert.Contains("## Run", readme, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "empty", "text", 1)]
    [InlineData("empty", null, "empty", "text", 1)]
    [InlineData("MERN with a twist", null, "MERN with a twist", "text", 1)]
    [InlineData(null, "python", "empty", "python", 2)]
    public async Task Create_NoOrUnknownStack_KeepsTheWordAndHasAReadme(
        string? stack, string? language, string expectedStack, string expectedLanguage, int files)
    {
        using var user = await server.SignUpAsync();

        var project = (await user.PostAsync("/api/v2/projects", new { name = "P", stack, language }))
            .Is(HttpStatusCode.Created).Json.GetProperty("project");

        Assert.Equal(expectedStack, project.GetProperty("stack").GetString());
        Assert.Equal(expectedLanguage, project.GetProperty("language").GetString());
        var list = (await user.GetAsync($"/api/v2/projects/{project.GetProperty("id")}/files")).Json.GetProperty("files");
        Assert.Equal(files, list.GetArrayLength());
        Assert.Equal("README.md", list[0].GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("{\"name\":\"  \"}", "name")]
    [InlineData("{\"name\":\"a\\nb\"}", "name")]
    [InlineData("{\"name\":\"x\",\"stack\":\"01234567890123456789012345678901234567890\"}", "stack")]
    public async Task Create_InvalidField_NamesIt(string body, string field)
    {
        using var user = await server.SignUpAsync();

        var answer = await user.PostAsync("/api/v2/projects", JsonDocument.Parse(body).RootElement);

        answer.Problem(HttpStatusCode.BadRequest);
        Assert.Equal(field, Assert.Single(answer.Json.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Show_Project_ListsFilesWithSizeAndTime()
    {
        using var user = await server.SignUpAsync();
        var project = await user.CreateProjectAsync(stack: "python");

        var answer = (await user.GetAsync($"/api/v2/projects/{project}")).Is(HttpStatusCode.OK).Json;

        Assert.Equal(project, answer.GetProperty("project").GetProperty("id").GetString());
        foreach (var file in answer.GetProperty("files").EnumerateArray())
        {
            Assert.True(file.GetProperty("size").GetInt64() > 0);
            Assert.InRange(file.GetProperty("lastModified").GetDateTime(), DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddMinutes(1));
        }
    }

    [Fact]
    public async Task Update_SomeFields_LeavesTheOthers()
    {
        using var user = await server.SignUpAsync();
        var project = await user.CreateProjectAsync("old", "go");

        var answer = (await user.PutAsync($"/api/v2/projects/{project}", new { name = "new" })).Is(HttpStatusCode.OK);

        var saved = answer.Json.GetProperty("project");
        Assert.Equal("new", saved.GetProperty("name").GetString());
        Assert.Equal("go", saved.GetProperty("stack").GetString());
        var read = (await user.GetAsync($"/api/v2/projects/{project}")).Json.GetProperty("project");
        Assert.Equal(saved.GetRawText(), read.GetRawText());
        (await user.PutAsync($"/api/v2/projects/{project}", new { name = "" })).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Delete_Project_LeavesNothingInS3()
    {
        using var user = await server.SignUpAsync();
        var project = await user.CreateProjectAsync(stack: "python");
        var neighbour = await user.CreateProjectAsync();
        await server.S3.PutObjectAsync(
            new PutObjectRequest { BucketName = server.Bucket, Key = $"projects/{project}/snapshot.tar", ContentBody = "x" },
            TestContext.Current.CancellationToken);

        (await user.DeleteAsync($"/api/v2/projects/{project}")).Is(HttpStatusCode.OK);

        Assert.Equal(0, await CountAsync(project));
        Assert.Equal(1, await CountAsync(neighbour));
        (await user.GetAsync($"/api/v2/projects/{project}")).Problem(HttpStatusCode.NotFound);
        (await user.DeleteAsync($"/api/v2/projects/{project}")).Problem(HttpStatusCode.NotFound);
    }

    private async Task<int> CountAsync(string project)
    {
        var page = await server.S3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = server.Bucket, Prefix = $"projects/{project}/" },
            TestContext.Current.CancellationToken);
        return page.S3Objects?.Count ?? 0;
    }
}
