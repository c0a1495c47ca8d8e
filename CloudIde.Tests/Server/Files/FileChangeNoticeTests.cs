using System.IO.Compression;
using System.Net;
using System.Threading.Channels;
using CloudIde.Core.Files;
using CloudIde.Core.Workspaces;
using Xunit;

namespace CloudIde.Tests.Server.Files;

public sealed class FileChangeNoticeTests(ServerWithRedis world) : IClassFixture<ServerWithRedis>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Change_EachWayToMakeOne_TellsPathAndVersion()
    {
        using var user = await world.Server.SignUpAsync();
        var id = await user.CreateProjectAsync();
        var project = $"/api/v2/projects/{id}";
        await using var told = await Follower.StartAsync(world, id);

        var a = (await user.PostAsync(project + "/files", new { path = "a", content = "12" })).Is(HttpStatusCode.OK);
        Assert.Equal([new FileChange(FileChangeKind.Written, "a", a.ETag, 2)], await told.NextAsync());

        var b = (await user.PutBytesAsync(project + "/files/d/b", [1])).Is(HttpStatusCode.OK);
        Assert.Equal([new FileChange(FileChangeKind.Written, "d/b", b.ETag, 1)], await told.NextAsync());

        (await user.PostAsync(project + "/files/move", new { from = "a", to = "c" })).Is(HttpStatusCode.OK);
        var moved = await told.NextAsync();
        Assert.Equal([(FileChangeKind.Written, "c"), (FileChangeKind.Deleted, "a")], moved.Select(item => (item.Kind, item.Path)));
        Assert.Equal((await user.GetAsync(project + "/files/c?raw=1")).ETag, moved[0].ETag);
        Assert.Equal(2, moved[0].Size);

        (await user.PostAsync(project + "/folders", new { path = "d/e" })).Is(HttpStatusCode.OK);
        Assert.Equal([new FileChange(FileChangeKind.Written, "d/e/")], await told.NextAsync());

        (await user.PostAsync(project + "/files/move", new { from = "d", to = "f" })).Is(HttpStatusCode.OK);
        Assert.Equal(
            ["Deleted d/b", "Deleted d/e/", "Written f/b", "Written f/e/"],
            (await told.NextAsync()).Select(item => $"{item.Kind} {item.Path}").Order(StringComparer.Ordinal));

        (await user.DeleteAsync(project + "/files/c")).Is(HttpStatusCode.OK);
        Assert.Equal([new FileChange(FileChangeKind.Deleted, "c")], await told.NextAsync());

        (await user.DeleteAsync(project + "/files/f?recursive=1")).Is(HttpStatusCode.OK);
        Assert.Equal(
            ["Deleted f/b", "Deleted f/e/"],
            (await told.NextAsync()).Select(item => $"{item.Kind} {item.Path}").Order(StringComparer.Ordinal));
        Assert.True(told.IsEmpty);
    }

    [Fact]
    public async Task Change_ThatIsRefused_TellsNothing()
    {
        using var user = await world.Server.SignUpAsync();
        var id = await user.CreateProjectAsync();
        var project = $"/api/v2/projects/{id}";
        await using var told = await Follower.StartAsync(world, id);

        (await user.PutBytesAsync(project + "/files/README.md", [1], null, ("If-Match", "\"other\""))).Problem(HttpStatusCode.PreconditionFailed);
        (await user.PutBytesAsync(project + "/files/README.md/x", [1])).Problem(HttpStatusCode.Conflict);
        (await user.DeleteAsync(project + "/files/none")).Problem(HttpStatusCode.NotFound);
        (await user.PostAsync(project + "/files/move", new { from = "none", to = "c" })).Problem(HttpStatusCode.NotFound);
        (await user.SendAsync(HttpMethod.Post, project + "/archive", new ByteArrayContent([1]))).Problem(HttpStatusCode.BadRequest);

        // What comes first is the first thing that was told.
        (await user.PutBytesAsync(project + "/files/last", [1])).Is(HttpStatusCode.OK);
        Assert.Equal("last", Assert.Single(await told.NextAsync()).Path);
    }

    [Fact]
    public async Task Import_OfManyFiles_IsToldAsMany()
    {
        using var user = await world.Server.SignUpAsync();
        var id = await user.CreateProjectAsync();
        await using var told = await Follower.StartAsync(world, id);

        (await ImportAsync(3)).Is(HttpStatusCode.OK);
        Assert.Equal(["n0", "n1", "n2"], (await told.NextAsync()).Select(item => item.Path!).Order(StringComparer.Ordinal));
        Assert.False(told.Events.Reader.TryRead(out _));

        (await ImportAsync(FileChanges.MostNamed + 1)).Is(HttpStatusCode.OK);
        Assert.Equal([new FileChange(FileChangeKind.Many)], await told.NextAsync());
        Assert.Equal(WorkspaceEvent.Files, await told.Events.Reader.ReadAsync(CancellationToken));

        Task<ApiAnswer> ImportAsync(int count)
        {
            using var buffer = new MemoryStream();
            using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
            {
                for (var i = 0; i < count; i++)
                {
                    using var entry = zip.CreateEntry($"n{i}").Open();
                    entry.WriteByte(1);
                }
            }

            return user.SendAsync(HttpMethod.Post, $"/api/v2/projects/{id}/archive", new ByteArrayContent(buffer.ToArray()));
        }
    }

    [Fact]
    public async Task Import_ThatFailsHalfWay_IsToldAsMany()
    {
        using var user = await world.Server.SignUpAsync();
        var id = await user.CreateProjectAsync();
        await using var told = await Follower.StartAsync(world, id);
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "good", "torn" })
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write("a file's content"u8);
            }
        }

        // The second one's bytes are not what its checksum says.
        var bytes = buffer.ToArray();
        bytes[bytes.AsSpan().LastIndexOf("a file's content"u8)] ^= 1;
        (await user.SendAsync(HttpMethod.Post, $"/api/v2/projects/{id}/archive", new ByteArrayContent(bytes))).Problem(HttpStatusCode.BadRequest);

        Assert.Equal([FileChangeKind.Written, FileChangeKind.Many], (await told.NextAsync()).Select(item => item.Kind));
    }

    [Fact]
    public async Task Write_RedisAway_IsSavedAllTheSame()
    {
        await using var alone = new ServerWithRedis();
        await alone.InitializeAsync();
        using var user = await alone.Server.SignUpAsync();
        var project = $"/api/v2/projects/{await user.CreateProjectAsync()}";
        alone.StopRedis();

        (await user.PutBytesAsync(project + "/files/a", [1])).Is(HttpStatusCode.OK);
        (await user.PutBytesAsync(project + "/files/b", [2])).Is(HttpStatusCode.OK);

        Assert.Equal([2], (await user.GetAsync(project + "/files/b?raw=1")).Body);
    }

    private sealed class Follower : IAsyncDisposable
    {
        private readonly Channel<FileChanges> _changes = Channel.CreateUnbounded<FileChanges>();
        private IAsyncDisposable? _files;
        private IAsyncDisposable? _events;

        public Channel<WorkspaceEvent> Events { get; } = Channel.CreateUnbounded<WorkspaceEvent>();

        public bool IsEmpty => _changes.Reader.Count == 0;

        public static async Task<Follower> StartAsync(ServerWithRedis world, string projectId)
        {
            var follower = new Follower();
            follower._files = await world.Files.SubscribeAsync(projectId, changes => follower._changes.Writer.TryWrite(changes));
            follower._events = await world.Workspaces.SubscribeAsync(projectId, kind => follower.Events.Writer.TryWrite(kind));
            return follower;
        }

        public async Task<IReadOnlyList<FileChange>> NextAsync()
        {
            var changes = await _changes.Reader.ReadAsync(CancellationToken);
            Assert.Equal(FileChanges.Server, changes.Source);
            return changes.Items;
        }

        public async ValueTask DisposeAsync()
        {
            await _files!.DisposeAsync();
            await _events!.DisposeAsync();
        }
    }
}
