using System.Net;
using System.Net.Http.Json;
using System.Text;
using Xunit;

namespace CloudIde.Tests.Server.Projects;

/// <summary>Who may use which route of a project: each route, as each kind of user.</summary>
public sealed class ProjectRouteMatrixTests(RunningServer server) : IClassFixture<RunningServer>
{
    public static TheoryData<string, string, string?, string> Routes => new()
    {
        { "GET", "", null, "viewer" },
        { "GET", "/files", null, "viewer" },
        { "GET", "/files/README.md", null, "viewer" },
        { "GET", "/files/README.md?raw=1", null, "viewer" },
        { "GET", "/archive", null, "viewer" },
        { "GET", "/members", null, "viewer" },
        { "POST", "/files", """{"path":"a.txt","content":"x"}""", "editor" },
        { "PUT", "/files/b.txt", "bytes", "editor" },
        { "POST", "/folders", """{"path":"folder"}""", "editor" },
        { "POST", "/files/move", """{"from":"b.txt","to":"c.txt"}""", "editor" },
        { "DELETE", "/files/c.txt", null, "editor" },
        { "POST", "/archive", "no zip", "editor" },
        { "PUT", "", """{"name":"renamed"}""", "owner" },
        { "POST", "/members", """{"username":"nobody","role":"viewer"}""", "owner" },
        { "DELETE", "/members/nobody", null, "owner" },
        { "DELETE", "", null, "owner" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_EachKindOfUser_IsAllowedOrRefused(string method, string path, string? body, string needed)
    {
        using var owner = await server.SignUpAsync();
        using var editor = await server.SignUpAsync();
        using var viewer = await server.SignUpAsync();
        using var stranger = await server.SignUpAsync();
        using var nobody = new ApiClient(server.Address);
        var project = await owner.CreateProjectAsync();
        (await owner.PutBytesAsync($"/api/v2/projects/{project}/files/b.txt", [1])).Is(HttpStatusCode.OK);
        (await owner.PutBytesAsync($"/api/v2/projects/{project}/files/c.txt", [1])).Is(HttpStatusCode.OK);
        await ShareAsync(editor, "editor");
        await ShareAsync(viewer, "viewer");

        (await SendAsync(nobody)).Problem(HttpStatusCode.Unauthorized);
        (await SendAsync(stranger)).Problem(HttpStatusCode.Forbidden);
        if (needed == "viewer")
        {
            (await SendAsync(viewer)).Is(HttpStatusCode.OK);
        }
        else
        {
            Assert.Contains(needed, (await SendAsync(viewer)).Problem(HttpStatusCode.Forbidden), StringComparison.Ordinal);
        }

        if (needed == "owner")
        {
            (await SendAsync(editor)).Problem(HttpStatusCode.Forbidden);
        }
        else
        {
            AssertAllowed(await SendAsync(editor));
        }

        (await SendAsync(owner, "no-such-project")).Problem(HttpStatusCode.NotFound);
        AssertAllowed(await SendAsync(owner));

        async Task ShareAsync(ApiClient user, string role) =>
            (await owner.PostAsync($"/api/v2/projects/{project}/members", new { username = user.Username, role }))
                .Is(HttpStatusCode.Created);

        Task<ApiAnswer> SendAsync(ApiClient user, string? id = null) => user.SendAsync(
            HttpMethod.Parse(method),
            $"/api/v2/projects/{id ?? project}{path}",
            body is null ? null
                : body.StartsWith('{') ? new StringContent(body, Encoding.UTF8, "application/json")
                : new ByteArrayContent(Encoding.UTF8.GetBytes(body)));

        // What an allowed user gets may still be 400, 404 or 409: here only the right counts.
        static void AssertAllowed(ApiAnswer answer) =>
            Assert.False(answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, answer.Status.ToString());
    }

    [Fact]
    public async Task Projects_ListAndCreateWithoutSession_Are401()
    {
        using var nobody = new ApiClient(server.Address);

        var list = await nobody.GetAsync("/api/v2/projects");
        var create = await nobody.SendAsync(HttpMethod.Post, "/api/v2/projects", JsonContent.Create(new { name = "x" }));

        list.Problem(HttpStatusCode.Unauthorized);
        create.Problem(HttpStatusCode.Unauthorized);
        Assert.Equal("Bearer", list.Response.Headers.WwwAuthenticate.ToString());
    }
}
