using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>A worker whose lease has lapsed writes nothing to S3.</summary>
public sealed class SyncFenceTests(SyncedFolder folder) : IClassFixture<SyncedFolder>
{
    [Fact]
    public async Task Changes_WhileTheLeaseIsLapsed_WaitUntilItIsHeldAgain()
    {
        folder.Write("old.txt", "old");
        folder.Write("gone.txt", "gone");
        await folder.SyncAsync();
        folder.Write("old.txt", "changed");
        folder.Write("new.txt", "new");
        File.Delete(folder.PathOf("gone.txt"));
        Directory.CreateDirectory(folder.PathOf("empty"));

        folder.Fence.Lapse();
        var syncing = folder.SyncAsync(lookAtRemote: false);
        await Task.WhenAny(syncing, Task.Delay(300, TestContext.Current.CancellationToken));

        Assert.False(syncing.IsCompleted);
        Assert.Equal(["gone.txt", "old.txt"], (await folder.KeysAsync()).Order(StringComparer.Ordinal));
        Assert.Equal("old", await folder.GetAsync("old.txt"));

        folder.Fence.Take();
        await syncing;
        Assert.Equal(["empty/", "new.txt", "old.txt"], (await folder.KeysAsync()).Order(StringComparer.Ordinal));
        Assert.Equal("changed", await folder.GetAsync("old.txt"));
    }

    [Fact]
    public async Task Upload_ThatTheLeaseDoesNotOutlast_IsGivenUp()
    {
        folder.Write("large.bin", new string('x', 4_000_000));
        var asked = 0;
        folder.Fence.Asked = () =>
        {
            if (++asked == 3)
            {
                folder.Fence.Lapse();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => folder.SyncAsync(lookAtRemote: false));

        Assert.DoesNotContain("large.bin", await folder.KeysAsync());
        folder.Fence.Asked = null;
        folder.Fence.Take();
        await folder.SyncAsync();
        Assert.Contains("large.bin", await folder.KeysAsync());

        // The other test counts what is there.
        File.Delete(folder.PathOf("large.bin"));
        await folder.SyncAsync();
        Assert.DoesNotContain("large.bin", await folder.KeysAsync());
    }
}
