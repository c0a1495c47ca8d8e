using System.Net;
using System.Net.WebSockets;
using CloudIde.Core.Terminals;
using CloudIde.Tests.Server.ProjectEvents;
using CloudIde.Tests.Server.Terminals;
using Xunit;

namespace CloudIde.Tests.Server.Members;

/// <summary>What becomes of somebody's open connections when a project is taken back.</summary>
public sealed class OpenConnectionTests(ServerWithRedis world) : IClassFixture<ServerWithRedis>
{
    [Fact]
    public async Task Member_RemovedOrGivenAnotherRole_IsCutOffWhileOthersStay()
    {
        using var owner = await world.Server.SignUpAsync();
        using var removed = await world.Server.SignUpAsync();
        using var lowered = await world.Server.SignUpAsync();
        var id = await owner.CreateProjectAsync();
        await ServerWithRedis.ShareAsync(owner, id, removed, "editor");
        await ServerWithRedis.ShareAsync(owner, id, lowered, "editor");
        var terminal = new TerminalKey(id, "t1");
        Assert.True(await new TerminalDirectory(world.Redis, world.Workspaces).CreateAsync(terminal, "T", TerminalSize.Default, DateTimeOffset.UtcNow, 5));
        await using var typing = await TestViewer.ConnectAsync(world.Server.Address, terminal, removed.Token!, 0, null);
        await using var following = await EventClient.ConnectAsync(world.Server.Address, id, removed.Token!);
        await using var other = await TestViewer.ConnectAsync(world.Server.Address, terminal, lowered.Token!, 0, null);
        await using var own = await TestViewer.ConnectAsync(world.Server.Address, terminal, owner.Token!, 0, null);

        (await owner.DeleteAsync($"/api/v2/projects/{id}/members/{removed.UserId}")).Is(HttpStatusCode.OK);
        (await owner.PostAsync($"/api/v2/projects/{id}/members", new { username = lowered.Username, role = "viewer" })).Is(HttpStatusCode.OK);

        Assert.Equal((WebSocketCloseStatus)4403, await typing.WaitForCloseAsync());
        Assert.Equal((WebSocketCloseStatus)4403, await following.WaitForCloseAsync());
        Assert.Equal((WebSocketCloseStatus)1012, await other.WaitForCloseAsync());
        await using var again = await TestViewer.ConnectAsync(world.Server.Address, terminal, lowered.Token!, 0, null);
        Assert.Equal("viewer", again.Ready.GetProperty("role").GetString());
        Assert.Null(own.CloseStatus);
    }
}
