using System.Runtime.Versioning;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>What moves between a workspace's folder and S3 when all goes well.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class WorkspaceSyncTests : IAsyncLifetime
{
    private readonly SyncedFolder _folder = new();

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The worker does not run on Windows.");
        return _folder.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Restore_OfFilesAndEmptyFolders_BringsAllAndMovesNothingAfterwards()
    {
        await _folder.PutAsync("src/app.py", "print(1)");
        await _folder.PutAsync("odd ä + name%20.txt", "odd");
        await _folder.PutAsync("empty/", "");
        await _folder.RestoreAsync();

        Assert.Equal("print(1)", _folder.Read("src/app.py"));
        Assert.Equal("odd", _folder.Read("odd ä + name%20.txt"));
        Assert.True(Directory.Exists(_folder.PathOf("empty")));
        Assert.Equal(0, await _folder.SyncAsync());
    }

    [Fact]
    public async Task Sync_OfNewChangedRenamedAndDeletedFiles_DoesTheSameInS3()
    {
        _folder.Write("kept.txt", "1");
        _folder.Write("renamed.txt", "2");
        _folder.Write("deleted.txt", "3");
        Assert.Equal(3, await _folder.SyncAsync(lookAtRemote: false));

        _folder.Write("kept.txt", "changed");
        File.Move(_folder.PathOf("renamed.txt"), _folder.PathOf("new name.txt"));
        File.Delete(_folder.PathOf("deleted.txt"));
        await _folder.SyncAsync(lookAtRemote: false);

        Assert.Equal(["kept.txt", "new name.txt"], await _folder.KeysAsync());
        Assert.Equal("changed", await _folder.GetAsync("kept.txt"));
        Assert.Equal("2", await _folder.GetAsync("new name.txt"));
    }

    [Fact]
    public async Task Sync_OfOtherSidesChanges_BringsThemToTheFolder()
    {
        _folder.Write("changed.txt", "1");
        _folder.Write("deleted.txt", "2");
        await _folder.SyncAsync();

        await _folder.PutAsync("changed.txt", "from the editor");
        await _folder.DeleteAsync("deleted.txt");
        await _folder.PutAsync("new/file.txt", "3");
        await _folder.SyncAsync();

        Assert.Equal("from the editor", _folder.Read("changed.txt"));
        Assert.False(File.Exists(_folder.PathOf("deleted.txt")));
        Assert.Equal("3", _folder.Read("new/file.txt"));
        Assert.Equal(0, await _folder.SyncAsync());
    }

    [Fact]
    public async Task Sync_OfAnEmptyFolderMadeAndRemoved_MarksAndUnmarksIt()
    {
        Directory.CreateDirectory(_folder.PathOf("a/b"));
        await _folder.SyncAsync();
        Assert.Equal(["a/b/"], await _folder.KeysAsync());

        Directory.Delete(_folder.PathOf("a"), recursive: true);
        await _folder.SyncAsync();
        Assert.Empty(await _folder.KeysAsync());
    }

    [Fact]
    public async Task Sync_OfAFileReplacedByAFolderAndBack_FollowsBothTimes()
    {
        _folder.Write("thing", "file");
        await _folder.SyncAsync();
        File.Delete(_folder.PathOf("thing"));
        _folder.Write("thing/inside.txt", "folder");
        await _folder.SyncAsync();
        Assert.Equal(["thing/inside.txt"], await _folder.KeysAsync());

        Directory.Delete(_folder.PathOf("thing"), recursive: true);
        _folder.Write("thing", "file again");
        await _folder.SyncAsync();
        Assert.Equal(["thing"], await _folder.KeysAsync());
        Assert.Equal(0, await _folder.SyncAsync());
    }

    [Fact]
    public async Task ExecutableBit_OfAScript_ComesBackWithARestore()
    {
        _folder.Write("run.sh", "#!/bin/sh\n");
        File.SetUnixFileMode(_folder.PathOf("run.sh"), (UnixFileMode)0b111_101_101);
        await _folder.SyncAsync();
        _folder.StartOver();
        await _folder.RestoreAsync();
        Assert.True(File.GetUnixFileMode(_folder.PathOf("run.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task ExecutableBit_OfAScriptSavedInTheEditor_IsKept()
    {
        _folder.Write("run.sh", "#!/bin/sh\n");
        File.SetUnixFileMode(_folder.PathOf("run.sh"), (UnixFileMode)0b111_101_101);
        await _folder.SyncAsync();
        await _folder.PutAsync("run.sh", "#!/bin/sh\necho hi\n");
        await _folder.SyncAsync();
        Assert.True(File.GetUnixFileMode(_folder.PathOf("run.sh")).HasFlag(UnixFileMode.UserExecute));

        await _folder.SyncAsync();
        _folder.StartOver();
        await _folder.RestoreAsync();
        Assert.Equal("#!/bin/sh\necho hi\n", _folder.Read("run.sh"));
        Assert.True(File.GetUnixFileMode(_folder.PathOf("run.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task Sync_WhileS3IsAway_ThrowsAndLosesNothing()
    {
        _folder.Write("a.txt", "1");
        await _folder.StopS3Async();
        await Assert.ThrowsAnyAsync<Exception>(() => _folder.SyncAsync());
        Assert.Equal("1", _folder.Read("a.txt"));
    }
}
