using System.Net;
using System.Threading.Channels;
using CloudIde.Core.Workspaces;
using CloudIde.Emulator.Redis;
using CloudIde.Tests.Core.Redis;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Server.Files;

public sealed class FileChangeNoticeTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();
    private RedisHost? _redis;
    private ConnectionMultiplexer? _connection;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = RedisHost.Start();
        _connection = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(_redis.Port));
        _server.Settings["ConnectionStrings:redis"] = $"127.0.0.1:{_redis.Port}";
        await _server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await (_connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        _redis?.Dispose();
    }

    [Fact]
    public async Task Write_EachWayToChangeFiles_TellsTheWorkspace()
    {
        using var user = await _server.SignUpAsync();
        var id = await user.CreateProjectAsync();
        var project = $"/api/v2/projects/{id}";
        var events = Channel.CreateUnbounded<WorkspaceEvent>();
        await using var subscription = await new WorkspaceDirectory(_connection!).SubscribeAsync(
            id, kind => events.Writer.TryWrite(kind));

        await ExpectAsync(user.PostAsync(project + "/files", new { path = "a", content = "1" }));
        await ExpectAsync(user.PutBytesAsync(project + "/files/b", [1]));
        await ExpectAsync(user.PostAsync(project + "/files/move", new { from = "b", to = "c" }));
        await ExpectAsync(user.PostAsync(project + "/folders", new { path = "d" }));
        await ExpectAsync(user.DeleteAsync(project + "/files/c"));
        var zip = (await user.GetAsync(project + "/archive")).Body;
        await ExpectAsync(user.SendAsync(HttpMethod.Post, project + "/archive", new ByteArrayContent(zip)));
        Assert.Equal(0, events.Reader.Count);

        async Task ExpectAsync(Task<ApiAnswer> change)
        {
            (await change).Is(HttpStatusCode.OK);
            Assert.Equal(WorkspaceEvent.Files, await events.Reader.ReadAsync(CancellationToken));
        }
    }

    [Fact]
    public async Task Write_RedisAway_IsSavedAllTheSame()
    {
        using var user = await _server.SignUpAsync();
        var project = $"/api/v2/projects/{await user.CreateProjectAsync()}";
        _redis!.Dispose();

        (await user.PutBytesAsync(project + "/files/a", [1])).Is(HttpStatusCode.OK);
        (await user.PutBytesAsync(project + "/files/b", [2])).Is(HttpStatusCode.OK);

        Assert.Equal([2], (await user.GetAsync(project + "/files/b?raw=1")).Body);
    }
}
