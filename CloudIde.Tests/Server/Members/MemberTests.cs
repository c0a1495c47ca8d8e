using System.Net;
using System.Net.Http.Json;
using Xunit;

namespace CloudIde.Tests.Server.Members;

public sealed class MemberTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Share_ByNameOrAddress_ShowsTheProjectToTheMember()
    {
        using var owner = await server.SignUpAsync();
        using var ann = await server.SignUpAsync();
        using var bob = await server.SignUpAsync();
        var project = await owner.CreateProjectAsync("Shared");

        var answer = await owner.PostAsync(Members(project), new { username = ann.Username.ToUpperInvariant(), role = "editor" });
        var member = answer.Is(HttpStatusCode.Created).Json.GetProperty("member");
        (await owner.PostAsync(Members(project), new { email = bob.Username + "@example.com", role = "viewer" })).Is(HttpStatusCode.Created);

        Assert.Equal(ann.UserId, member.GetProperty("id").GetString());
        Assert.Equal("editor", member.GetProperty("role").GetString());
        var seen = Assert.Single((await ann.GetAsync("/api/v2/projects")).Json.GetProperty("projects").EnumerateArray());
        Assert.Equal(project, seen.GetProperty("id").GetString());
        Assert.Equal("editor", seen.GetProperty("role").GetString());
        var members = (await bob.GetAsync(Members(project))).Is(HttpStatusCode.OK).Json.GetProperty("members");
        Assert.Equal(3, members.GetArrayLength());
        Assert.Equal("owner", members[0].GetProperty("role").GetString());
        Assert.Equal(owner.Username, members[0].GetProperty("username").GetString());
    }

    [Fact]
    public async Task Share_Again_ChangesTheRole()
    {
        using var owner = await server.SignUpAsync();
        using var ann = await server.SignUpAsync();
        var project = await owner.CreateProjectAsync();
        (await owner.PostAsync(Members(project), new { username = ann.Username, role = "editor" })).Is(HttpStatusCode.Created);
        (await ann.PutBytesAsync($"/api/v2/projects/{project}/files/a", [1])).Is(HttpStatusCode.OK);

        (await owner.PostAsync(Members(project), new { username = ann.Username, role = "viewer" })).Is(HttpStatusCode.OK);

        (await ann.PutBytesAsync($"/api/v2/projects/{project}/files/a", [1])).Problem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Share_InvalidRequest_SaysWhy()
    {
        using var owner = await server.SignUpAsync();
        using var ann = await server.SignUpAsync();
        var project = await owner.CreateProjectAsync();

        (await owner.PostAsync(Members(project), new { role = "viewer" })).Problem(HttpStatusCode.BadRequest);
        (await owner.PostAsync(Members(project), new { username = ann.Username })).Problem(HttpStatusCode.BadRequest);
        (await owner.PostAsync(Members(project), new { username = ann.Username, role = "owner" })).Problem(HttpStatusCode.BadRequest);
        (await owner.PostAsync(Members(project), new { username = "nobody-here", role = "viewer" })).Problem(HttpStatusCode.NotFound);
        (await owner.PostAsync(Members(project), new { username = owner.Username, role = "viewer" })).Problem(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("id")]
    [InlineData("body")]
    public async Task Remove_Member_EndsTheAccess(string by)
    {
        using var owner = await server.SignUpAsync();
        using var ann = await server.SignUpAsync();
        var project = await owner.CreateProjectAsync();
        (await owner.PostAsync(Members(project), new { username = ann.Username, role = "editor" })).Is(HttpStatusCode.Created);

        (await RemoveAsync()).Is(HttpStatusCode.OK);

        (await ann.GetAsync($"/api/v2/projects/{project}")).Problem(HttpStatusCode.Forbidden);
        (await RemoveAsync()).Problem(HttpStatusCode.NotFound);

        Task<ApiAnswer> RemoveAsync() => by switch
        {
            "name" => owner.DeleteAsync($"{Members(project)}/{ann.Username}"),
            "id" => owner.DeleteAsync($"{Members(project)}/{ann.UserId}"),
            _ => owner.SendAsync(HttpMethod.Delete, Members(project), JsonContent.Create(new { username = ann.Username })),
        };
    }

    [Fact]
    public async Task Remove_MemberOneself_LeavesTheProject()
    {
        using var owner = await server.SignUpAsync();
        using var ann = await server.SignUpAsync();
        using var bob = await server.SignUpAsync();
        var project = await owner.CreateProjectAsync();
        foreach (var user in new[] { ann, bob })
        {
            (await owner.PostAsync(Members(project), new { username = user.Username, role = "editor" })).Is(HttpStatusCode.Created);
        }

        (await ann.DeleteAsync($"{Members(project)}/{bob.Username}")).Problem(HttpStatusCode.Forbidden);
        (await ann.DeleteAsync($"{Members(project)}/{ann.Username}")).Is(HttpStatusCode.OK);
        (await ann.GetAsync($"/api/v2/projects/{project}")).Problem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Remove_Owner_IsRefused()
    {
        using var owner = await server.SignUpAsync();
        var project = await owner.CreateProjectAsync();

        (await owner.DeleteAsync($"{Members(project)}/{owner.Username}")).Problem(HttpStatusCode.Conflict);
    }

    private static string Members(string project) => $"/api/v2/projects/{project}/members";
}
