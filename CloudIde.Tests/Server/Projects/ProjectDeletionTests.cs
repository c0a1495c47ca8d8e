using System.Net;
using System.Net.WebSockets;
using Amazon.S3.Model;
using CloudIde.Core.Projects;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.Core;
using CloudIde.Tests.Server.ProjectEvents;
using Xunit;

namespace CloudIde.Tests.Server.Projects;

public sealed class ProjectDeletionTests(ServerWithRedis world) : IClassFixture<ServerWithRedis>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_WorkspaceActive_EndsItAndLeavesNothingThatItSavedLast()
    {
        using var owner = await world.Server.SignUpAsync();
        var id = await owner.CreateProjectAsync();
        await PutAsync(id, "snapshot/1");
        var lease = await world.Workspaces.AcquireAsync(id, "w1", "a1");
        await world.Workspaces.SetStatusAsync(lease, WorkspaceState.Active);
        var terminals = new TerminalDirectory(world.Redis, world.Workspaces);
        Assert.True(await terminals.CreateAsync(new TerminalKey(id, "t1"), "T", TerminalSize.Default, DateTimeOffset.UtcNow, 5));
        var told = new TaskCompletionSource();
        await using var subscription = await world.Workspaces.SubscribeAsync(id, kind =>
        {
            if (kind == WorkspaceEvent.Deleted)
            {
                told.TrySetResult();
            }
        });
        await using var browser = await EventClient.ConnectAsync(world.Server.Address, id, owner.Token!);
        await browser.NextAsync("hello");

        (await owner.DeleteAsync($"/api/v2/projects/{id}")).Is(HttpStatusCode.OK);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken);
        Assert.Empty(await KeysAsync(id));
        Assert.Empty(await terminals.ListAsync(id));
        Assert.Equal((WebSocketCloseStatus)4410, await browser.WaitForCloseAsync());

        await PutAsync(id, "files/late");
        await PutAsync(id, "snapshot/2");
        await world.Workspaces.ReleaseAsync(lease);
        await Eventually.TrueAsync(async () => (await KeysAsync(id)).Count == 0, "the last save is deleted");
    }

    [Fact]
    public async Task Delete_ServerStopsWhileAWorkerHoldsTheWorkspace_DeletesItsSavesOnTheWay()
    {
        await using var alone = new ServerWithRedis();
        await alone.InitializeAsync();
        using var owner = await alone.Server.SignUpAsync();
        var id = await owner.CreateProjectAsync();
        await alone.Workspaces.AcquireAsync(id, "w1", "a1");
        (await owner.DeleteAsync($"/api/v2/projects/{id}")).Is(HttpStatusCode.OK);
        await alone.Server.S3.PutObjectAsync(
            new PutObjectRequest { BucketName = alone.Server.Bucket, Key = ProjectKeys.Project(id) + "snapshot/1", ContentBody = "x" }, CancellationToken);

        await alone.Server.RestartAsync();
        var left = await alone.Server.S3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = alone.Server.Bucket, Prefix = ProjectKeys.Project(id) }, CancellationToken);
        Assert.Empty(left.S3Objects ?? []);
    }

    private Task PutAsync(string id, string key) => world.Server.S3.PutObjectAsync(
        new PutObjectRequest { BucketName = world.Server.Bucket, Key = ProjectKeys.Project(id) + key, ContentBody = "x" }, CancellationToken);

    private async Task<List<string>> KeysAsync(string id)
    {
        var page = await world.Server.S3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = world.Server.Bucket, Prefix = ProjectKeys.Project(id) }, CancellationToken);
        return [.. (page.S3Objects ?? []).Select(item => item.Key)];
    }
}
