using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>Both sides changed something at the same time: nothing that a person wrote may be lost.</summary>
public sealed class SyncConflictTests : IAsyncLifetime
{
    private readonly SyncedFolder _folder = new();

    public ValueTask InitializeAsync() => _folder.InitializeAsync();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_ChangedOnBothSides_IsKeptTwiceOnBoth(bool lookAtRemote)
    {
        _folder.Write("a.txt", "old");
        await _folder.SyncAsync();
        _folder.Write("a.txt", "terminal");
        await _folder.PutAsync("a.txt", "editor");
        await _folder.SyncAsync(lookAtRemote);

        var keys = await _folder.KeysAsync();
        Assert.Equal(2, keys.Length);
        var copy = Assert.Single(keys, key => key.StartsWith("a (conflict", StringComparison.Ordinal));
        Assert.EndsWith(".txt", copy, StringComparison.Ordinal);
        Assert.Equal(("editor", "terminal"), (_folder.Read("a.txt"), _folder.Read(copy)));
        Assert.Equal(("editor", "terminal"), (await _folder.GetAsync("a.txt"), await _folder.GetAsync(copy)));
        Assert.Equal(0, await _folder.SyncAsync());
    }

    [Fact]
    public async Task File_ChangedOnBothSidesToTheSame_IsNoConflict()
    {
        // Also what an upload looks like whose answer was lost and which was then sent again.
        _folder.Write("a.txt", "same");
        await _folder.PutAsync("a.txt", "same");
        await _folder.SyncAsync();
        Assert.Equal(["a.txt"], await _folder.KeysAsync());
        Assert.Equal(0, await _folder.SyncAsync());
    }

    [Fact]
    public async Task File_WithALongNameChangedOnBothSides_IsKeptTwice()
    {
        var name = new string('ä', 120) + ".txt";
        _folder.Write(name, "terminal");
        await _folder.PutAsync(name, "editor");
        await _folder.SyncAsync();

        Assert.Equal("editor", _folder.Read(name));
        var copy = Assert.Single(await _folder.KeysAsync(), key => key != name);
        Assert.Equal("terminal", await _folder.GetAsync(copy));
    }

    [Fact]
    public async Task File_ChangedHereAndDeletedThere_IsKept()
    {
        _folder.Write("a.txt", "old");
        await _folder.SyncAsync();
        _folder.Write("a.txt", "changed");
        await _folder.DeleteAsync("a.txt");
        await _folder.SyncAsync();
        Assert.Equal("changed", await _folder.GetAsync("a.txt"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_DeletedHereAndChangedThere_IsKept(bool lookAtRemote)
    {
        _folder.Write("a.txt", "old");
        await _folder.SyncAsync();
        File.Delete(_folder.PathOf("a.txt"));
        await _folder.PutAsync("a.txt", "changed");
        await _folder.SyncAsync(lookAtRemote);
        Assert.Equal("changed", await _folder.GetAsync("a.txt"));
        Assert.Equal("changed", _folder.Read("a.txt"));
    }

    [Fact]
    public async Task Folder_ReplacedByAFileThere_IsAFileHere()
    {
        _folder.Write("thing/inside.txt", "1");
        await _folder.SyncAsync();
        await _folder.DeleteAsync("thing/inside.txt");
        await _folder.PutAsync("thing", "file");
        await _folder.SyncAsync();
        await _folder.SyncAsync();
        Assert.Equal("file", _folder.Read("thing"));
        Assert.Equal(["thing"], await _folder.KeysAsync());
    }

    [Fact]
    public async Task File_ReplacedByAFolderThere_IsAFolderHere()
    {
        _folder.Write("thing", "file");
        await _folder.SyncAsync();
        await _folder.DeleteAsync("thing");
        await _folder.PutAsync("thing/inside.txt", "1");
        await _folder.SyncAsync();
        await _folder.SyncAsync(lookAtRemote: false);
        Assert.Equal("1", _folder.Read("thing/inside.txt"));
    }

    [Fact]
    public async Task Folder_DeletedThere_IsGoneHereAndStaysGone()
    {
        _folder.Write("old/deep/a.txt", "1");
        Directory.CreateDirectory(_folder.PathOf("empty"));
        await _folder.SyncAsync();
        await _folder.DeleteAsync("old/deep/a.txt");
        await _folder.DeleteAsync("empty/");
        await _folder.SyncAsync();
        await _folder.SyncAsync();

        Assert.False(Directory.Exists(_folder.PathOf("old")));
        Assert.False(Directory.Exists(_folder.PathOf("empty")));
        Assert.Empty(await _folder.KeysAsync());
    }

    [Fact]
    public async Task EmptyFolder_DeletedThereAndFilledHere_IsKept()
    {
        Directory.CreateDirectory(_folder.PathOf("empty"));
        await _folder.SyncAsync();
        await _folder.DeleteAsync("empty/");
        _folder.Write("empty/a.txt", "1");
        await _folder.SyncAsync();
        Assert.Equal(["empty/a.txt"], await _folder.KeysAsync());
        Assert.Equal("1", _folder.Read("empty/a.txt"));
    }

    [Fact]
    public async Task FileHereAndFolderThere_OfOneName_DoNotStopTheRest()
    {
        _folder.Write("build", "file");
        _folder.Write("other.txt", "1");
        await _folder.PutAsync("build/", "");
        await _folder.PutAsync("theirs.txt", "2");
        await _folder.SyncAsync();
        await _folder.SyncAsync();
        Assert.Equal("file", await _folder.GetAsync("build"));
        Assert.Equal("1", await _folder.GetAsync("other.txt"));
        Assert.Equal("2", _folder.Read("theirs.txt"));
    }
}
