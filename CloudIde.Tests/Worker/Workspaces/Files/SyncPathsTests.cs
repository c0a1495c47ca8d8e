using CloudIde.Core.Files;
using CloudIde.Worker.Workspaces.Files;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>Only what the system told of, or what somebody said that changed in S3, is looked at.</summary>
public sealed class SyncPathsTests : IAsyncLifetime
{
    private readonly SyncedFolder _folder = new() { Limits = new SyncLimits(1 << 20, 20) };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Folders are watched on Linux only.");
        await _folder.InitializeAsync();
        _folder.Write("src/deep/kept.txt", "kept");
        await _folder.SyncAsync();
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task ChangesOnDisk_OfEveryKind_ReachS3()
    {
        _folder.Write("new/folder/a.txt", "a");
        _folder.Write("src/deep/kept.txt", "changed");
        Assert.True(await _folder.SyncChangedAsync() > 0);
        Assert.Equal(("a", "changed"), (await _folder.GetAsync("new/folder/a.txt"), await _folder.GetAsync("src/deep/kept.txt")));

        Directory.Move(_folder.PathOf("new"), _folder.PathOf("moved"));
        await _folder.SyncChangedAsync();
        Assert.Equal(["moved/folder/a.txt", "src/deep/kept.txt"], await _folder.KeysAsync());

        // The folder is watched under its new name.
        _folder.Write("moved/folder/b.txt", "b");
        await _folder.SyncChangedAsync();
        Assert.Equal("b", await _folder.GetAsync("moved/folder/b.txt"));

        Directory.Delete(_folder.PathOf("moved"), recursive: true);
        await _folder.SyncChangedAsync();
        Assert.Equal(["src/deep/kept.txt"], await _folder.KeysAsync());
        Assert.Equal(0, await _folder.SyncAsync());
    }

    [Fact]
    public async Task FileReplacedByAFolderAndBack_FollowsBothTimes()
    {
        File.Delete(_folder.PathOf("src/deep/kept.txt"));
        _folder.Write("src/deep/kept.txt/inside.txt", "inside");
        await _folder.SyncChangedAsync();
        Assert.Equal(["src/deep/kept.txt/inside.txt"], await _folder.KeysAsync());

        Directory.Delete(_folder.PathOf("src/deep/kept.txt"), recursive: true);
        _folder.Write("src/deep/kept.txt", "file");
        await _folder.SyncChangedAsync();
        Assert.Equal(["src/deep/kept.txt"], await _folder.KeysAsync());
    }

    [Fact]
    public async Task EmptyFolder_MadeEmptiedAndRemoved_IsMarkedWhileItIsEmpty()
    {
        Directory.CreateDirectory(_folder.PathOf("empty"));
        File.Delete(_folder.PathOf("src/deep/kept.txt"));
        await _folder.SyncChangedAsync();
        Assert.Equal(["empty/", "src/deep/"], await _folder.KeysAsync());

        Directory.Delete(_folder.PathOf("empty"));
        await _folder.SyncChangedAsync();
        Assert.Equal(["src/deep/"], await _folder.KeysAsync());
    }

    [Fact]
    public async Task ChangesInS3_ThatAreTold_ReachTheDisk()
    {
        await _folder.PutAsync("other/b.txt", "b");
        await _folder.PutAsync("src/deep/kept.txt", "edited");
        await _folder.SyncChangedAsync("other/b.txt", "src/deep/kept.txt");
        Assert.Equal(("b", "edited"), (_folder.Read("other/b.txt"), _folder.Read("src/deep/kept.txt")));

        await _folder.DeleteAsync("other/b.txt");
        await _folder.SyncChangedAsync("other/b.txt");
        Assert.False(Directory.Exists(_folder.PathOf("other")));
        Assert.Equal(0, await _folder.SyncAsync());
    }

    [Fact]
    public async Task Deletion_ThatIsToldLate_DoesNotDeleteWhatIsThereAgain()
    {
        await _folder.PutAsync("src/deep/kept.txt", "written again");
        await _folder.SyncChangedAsync("src/deep/kept.txt", "never/was.txt");
        Assert.Equal("written again", _folder.Read("src/deep/kept.txt"));
        Assert.Equal("written again", await _folder.GetAsync("src/deep/kept.txt"));
    }

    [Fact]
    public async Task BothSides_Changed_AreKeptAndTold()
    {
        _folder.Write("src/deep/kept.txt", "terminal");
        await _folder.PutAsync("src/deep/kept.txt", "editor");
        await _folder.SyncChangedAsync();
        var told = Assert.Single(_folder.Notices.Take(), change => change.Kind == FileChangeKind.Conflict);
        Assert.Equal(("src/deep/kept.txt", "editor"), (told.Path, _folder.Read(told.Path!)));
        Assert.Equal(("terminal", "terminal"), (_folder.Read(told.CopyPath!), await _folder.GetAsync(told.CopyPath!)));
    }

    [Fact]
    public async Task File_WithTheSameTimeAndLengthButOtherContent_IsNoticed()
    {
        var path = _folder.PathOf("src/deep/kept.txt");
        var before = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, "kepT");
        File.SetLastWriteTimeUtc(path, before);
        await _folder.SyncChangedAsync();
        Assert.Equal("kepT", await _folder.GetAsync("src/deep/kept.txt"));
    }

    [Fact]
    public async Task File_WhoseTimeAloneChanged_IsNotSentAgain()
    {
        _ = _folder.Notices.Take();
        File.SetLastWriteTimeUtc(_folder.PathOf("src/deep/kept.txt"), DateTime.UtcNow.AddHours(-1));
        await _folder.SyncChangedAsync();
        Assert.Empty(_folder.Notices.Take());
        Assert.Equal(0, await _folder.SyncAsync());
    }

    [Theory]
    [InlineData("node_modules/x/index.js")]
    [InlineData(".git/HEAD")]
    [InlineData("src/out.log")]
    [InlineData("build/deep/a.o")]
    public async Task IgnoredAndBulkFiles_GoToTheSnapshot(string path)
    {
        _folder.Write(".gitignore", "*.log\nbuild/\n");
        _folder.Write(path, "bulk");
        await _folder.SyncAsync();
        Assert.Equal([".gitignore", "src/deep/kept.txt"], await _folder.KeysAsync());
        var item = Assert.Single(_folder.Sync.FindSnapshotItems(TestContext.Current.CancellationToken).Items, item => item.Path == path);
        Assert.Null(item.ETag);

        // One that the editor has is a file like any other, whatever the rules say.
        await _folder.PutAsync(path + ".edited", "mine");
        await _folder.SyncAsync();
        Assert.Equal("mine", _folder.Read(path + ".edited"));
        _folder.Write(path + ".edited", "changed");
        await _folder.SyncAsync();
        Assert.Equal("changed", await _folder.GetAsync(path + ".edited"));
    }

    [Fact]
    public async Task FilesPastTheLimits_GoToTheSnapshotAndAreTold()
    {
        File.WriteAllBytes(_folder.PathOf("big.bin"), new byte[(1 << 20) + 1]);
        for (var i = 0; i < 30; i++)
        {
            _folder.Write($"many/{i:00}.txt", "x");
        }

        await _folder.SyncAsync();
        Assert.Equal(20, (await _folder.KeysAsync()).Length);
        Assert.Equal(20, _folder.Sync.Count);
        var told = _folder.Notices.Take().Where(change => change.Kind == FileChangeKind.Notice).Select(change => change.Message!).ToList();
        Assert.Contains(told, message => message.StartsWith("big.bin is larger than 1 MiB", StringComparison.Ordinal));
        Assert.Contains(told, message => message.Contains("20 files", StringComparison.Ordinal));
        var items = _folder.Sync.FindSnapshotItems(TestContext.Current.CancellationToken).Items.Where(item => item.ETag is null).ToList();
        Assert.Equal(1 + 11, items.Count);
    }

    [Fact]
    public async Task File_ThatOutgrowsTheLimit_LeavesS3OnlyOnceTheSnapshotHasIt()
    {
        File.WriteAllBytes(_folder.PathOf("src/deep/kept.txt"), new byte[(1 << 20) + 1]);
        await _folder.SyncChangedAsync();
        Assert.Equal("kept", await _folder.GetAsync("src/deep/kept.txt"));
        var items = _folder.Sync.FindSnapshotItems(TestContext.Current.CancellationToken).Items;
        Assert.Null(Assert.Single(items, item => item.Path == "src/deep/kept.txt").ETag);

        await _folder.Sync.RemoveOutgrownAsync(items, TestContext.Current.CancellationToken);
        Assert.Empty(await _folder.KeysAsync());
        Assert.Equal(0, await _folder.SyncAsync());
        Assert.Equal((1 << 20) + 1, new FileInfo(_folder.PathOf("src/deep/kept.txt")).Length);

        _folder.Write("src/deep/kept.txt", "small again");
        await _folder.SyncChangedAsync();
        Assert.Equal("small again", await _folder.GetAsync("src/deep/kept.txt"));
    }
}
