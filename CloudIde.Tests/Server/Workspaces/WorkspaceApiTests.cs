using System.Net;
using System.Text.Json;
using CloudIde.Core.Workspaces;
using Xunit;

namespace CloudIde.Tests.Server.Workspaces;

public sealed class WorkspaceApiTests(ServerWithRedis world) : IClassFixture<ServerWithRedis>
{
    [Fact]
    public async Task Show_AsAWorkerSaysMore_TellsIt()
    {
        using var user = await world.Server.SignUpAsync();
        var id = await user.CreateProjectAsync();
        var address = $"/api/v2/projects/{id}/workspace";
        var inactive = (await user.GetAsync(address)).Is(HttpStatusCode.OK).Json;
        Assert.Equal("inactive", inactive.GetProperty("state").GetString());
        foreach (var name in new[] { "message", "workerId", "keptBecause", "stopsAt", "keepUntil" })
        {
            Assert.Equal(JsonValueKind.Null, inactive.GetProperty(name).ValueKind);
        }

        var lease = await world.Workspaces.AcquireAsync(id, "w1", "a1");
        await world.Workspaces.SetStatusAsync(lease, WorkspaceState.Active, "ready");
        var stopsAt = DateTimeOffset.FromUnixTimeMilliseconds(1_900_000_000_123);
        await world.Keeping.ReportAsync(lease, "Nothing runs and nobody watches.", stopsAt);

        var active = (await user.GetAsync(address)).Is(HttpStatusCode.OK).Json;
        Assert.Equal("active", active.GetProperty("state").GetString());
        Assert.Equal("ready", active.GetProperty("message").GetString());
        Assert.Equal("w1", active.GetProperty("workerId").GetString());
        Assert.Equal("Nothing runs and nobody watches.", active.GetProperty("keptBecause").GetString());
        Assert.Equal(stopsAt, active.GetProperty("stopsAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Keep_MinutesUntilAndZero_SetAndEndIt()
    {
        using var user = await world.Server.SignUpAsync();
        var id = await user.CreateProjectAsync();
        var address = $"/api/v2/projects/{id}/workspace/keep";

        var before = DateTimeOffset.UtcNow;
        var hour = await KeepAsync(new { minutes = 60 });
        Assert.InRange(hour!.Value - before, TimeSpan.FromMinutes(59.9), TimeSpan.FromMinutes(62));
        Assert.Equal(hour, (await world.Keeping.ReadAsync(id)).KeepUntil);

        var until = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeSeconds());
        Assert.Equal(until, await KeepAsync(new { until }));
        Assert.NotNull(await KeepAsync(new { minutes = 7 * 24 * 60 }));
        Assert.Null(await KeepAsync(new { minutes = 0 }));

        async Task<DateTimeOffset?> KeepAsync(object body)
        {
            var answer = (await user.PostAsync(address, body)).Is(HttpStatusCode.OK).Json.GetProperty("keepUntil");
            return answer.ValueKind == JsonValueKind.Null ? null : answer.GetDateTimeOffset();
        }
    }

    [Theory]
    [InlineData("{}", "minutes")]
    [InlineData("{\"minutes\":-1}", "minutes")]
    [InlineData("{\"minutes\":10081}", "minutes")]
    [InlineData("{\"minutes\":1,\"until\":\"2999-01-01T00:00:00Z\"}", "until")]
    [InlineData("{\"until\":\"2020-01-01T00:00:00Z\"}", "until")]
    [InlineData("{\"until\":\"2999-01-01T00:00:00Z\"}", "until")]
    public async Task Keep_NotPossible_NamesTheField(string body, string field)
    {
        using var user = await world.Server.SignUpAsync();
        var id = await user.CreateProjectAsync();
        var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        var answer = await user.SendAsync(HttpMethod.Post, $"/api/v2/projects/{id}/workspace/keep", content);
        answer.Problem(HttpStatusCode.BadRequest);
        Assert.True(answer.Json.GetProperty("errors").TryGetProperty(field, out _), answer.Json.ToString());
        Assert.Null((await world.Keeping.ReadAsync(id)).KeepUntil);
    }

    [Fact]
    public async Task Keep_ByEachKindOfUser_IsForOwnersAndEditors()
    {
        using var owner = await world.Server.SignUpAsync();
        using var editor = await world.Server.SignUpAsync();
        using var viewer = await world.Server.SignUpAsync();
        using var stranger = await world.Server.SignUpAsync();
        using var nobody = new ApiClient(world.Server.Address);
        var id = await owner.CreateProjectAsync();
        await ServerWithRedis.ShareAsync(owner, id, editor, "editor");
        await ServerWithRedis.ShareAsync(owner, id, viewer, "viewer");

        foreach (var (user, show, keep) in new[]
        {
            (owner, HttpStatusCode.OK, HttpStatusCode.OK),
            (editor, HttpStatusCode.OK, HttpStatusCode.OK),
            (viewer, HttpStatusCode.OK, HttpStatusCode.Forbidden),
            (stranger, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            (nobody, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
        })
        {
            (await user.GetAsync($"/api/v2/projects/{id}/workspace")).Is(show);
            (await user.PostAsync($"/api/v2/projects/{id}/workspace/keep", new { minutes = 1 })).Is(keep);
        }
    }
}
