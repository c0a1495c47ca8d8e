using Amazon.S3;
using CloudIde.Core.Files;
using CloudIde.Core.Projects;
using CloudIde.Tests.Worker.Workspaces.Snapshots;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>Requests that fail must not keep others from being made, nor make rounds that never come to an end.</summary>
public sealed class SyncFaultTests : IAsyncLifetime
{
    private readonly SyncedFolder _folder;
    private FailingS3? _s3;

    public SyncFaultTests() => _folder = new SyncedFolder { Client = client => _s3 = new FailingS3(client) };

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The worker does not run on Windows.");
        return _folder.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        _s3?.Dispose();
    }

    [Fact]
    public async Task Folder_ThatIsEmpty_IsMarkedThoughAFileFails()
    {
        _folder.Write("file.txt", "1");
        Directory.CreateDirectory(_folder.PathOf("empty"));
        var puts = 0;
        _s3!.FailsBefore = (_, name) => name == "PutObjectRequest" && Interlocked.Increment(ref puts) == 1;
        await Assert.ThrowsAsync<AmazonS3Exception>(() => _folder.SyncAsync(lookAtRemote: false));
        Assert.Equal(["empty/"], await _folder.KeysAsync());
        await _folder.SyncAsync(lookAtRemote: false);
        Assert.Equal(["empty/", "file.txt"], await _folder.KeysAsync());
    }

    [Fact]
    public async Task Files_ThatManyAreToldToHaveChanged_ArriveThoughEachThirdRequestFails()
    {
        var names = Enumerable.Range(0, 200).Select(number => $"f{number}").ToArray();
        foreach (var name in names)
        {
            await _folder.PutAsync(name, name);
        }

        _s3!.FailsBefore = (number, _) => number % 3 == 0;
        _folder.Sync.ChangedRemotely(names.Select(ProjectPath.Parse));
        var rounds = 0;
        while (_folder.Sync.IsBehind)
        {
            Assert.True(++rounds < 40, $"{_folder.Sync.Count} of {names.Length} files after {rounds} rounds");
            await _folder.Sync.SyncPathsAsync([], [], TestContext.Current.CancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        Assert.All(names, name => Assert.Equal(name, _folder.Read(name)));
    }

    [Fact]
    public async Task Restore_WhileEachThirdRequestFails_IsComplete()
    {
        for (var number = 0; number < 100; number++)
        {
            await _folder.PutAsync($"f{number}", $"{number}");
        }

        _s3!.FailsBefore = (number, _) => number % 3 == 0;
        await _folder.RestoreAsync();
        Assert.Equal(100, Directory.GetFiles(_folder.Root).Length);
    }

    [Fact]
    public async Task Folder_WithALinkInItsPlace_IsSaidAndMadeWhenTheLinkIsGone()
    {
        Directory.CreateSymbolicLink(_folder.PathOf("folder"), "/tmp");
        await _folder.PutAsync("folder/", "");
        await _folder.SyncAsync();
        await _folder.SyncAsync();
        var told = Assert.Single(_folder.Notices.Take(), change => change.Kind == FileChangeKind.Notice);
        Assert.StartsWith("The folder folder was made in the editor but cannot be made on the workspace's disk: ", told.Message, StringComparison.Ordinal);
        File.Delete(_folder.PathOf("folder"));
        await _folder.SyncAsync(lookAtRemote: false);
        Assert.True(Directory.Exists(_folder.PathOf("folder")));
        Assert.Null(new DirectoryInfo(_folder.PathOf("folder")).LinkTarget);
        Assert.Equal(["folder/"], await _folder.KeysAsync());
    }
}
