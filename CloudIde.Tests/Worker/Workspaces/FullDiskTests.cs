using CloudIde.Core.Workspaces;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>A worker whose disk is full, or too small for what it should restore. When there is room, everything goes on by itself.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Disk_FilledByTheShell_TakesTheEditorsFilesWhenThereIsRoomAgain()
    {
        await using var odd = await OddWorkspace.StartAsync(null, odd => Task.Run(() => odd.UseSmallDisk(32)));
        await odd.Terminal.RunAsync("echo plain > plain.txt; mkdir node_modules; head -c 100M /dev/zero > node_modules/filler");
        await odd.ExpectObjectAsync("plain.txt", "plain\n");
        await odd.World.SaveInEditorAsync("new/big.txt", new byte[1_000_000]);
        await odd.ExpectNoticeAsync(
            "new/big.txt", "new/big.txt was changed in the editor but cannot be written to the workspace's disk: the disk is full. It is tried again every few seconds.");

        await odd.Terminal.RunAsync("rm node_modules/filler; echo after > after.txt");
        await odd.ExpectObjectAsync("after.txt", "after\n");
        await odd.Terminal.RunAsync("while ! [ -s new/big.txt ]; do sleep 0.1; done");
        Assert.Contains("1000000", await odd.Terminal.RunAsync("wc -c < new/big.txt"), StringComparison.Ordinal);
        await odd.Terminal.RunAsync("echo more >> new/big.txt");
        await Eventually.TrueAsync(async () => (await odd.World.ReadAsync("new/big.txt"))?.Length == 1_000_005, "the file is followed again");
        Assert.DoesNotContain(odd.Told, change => change.CopyPath is not null);
    }

    [Fact]
    public async Task Restore_OfMoreFilesThanFit_BringsTheRestAndThenWhatFits()
    {
        string[] large = ["a", "b", "c", "d", "e", "f"];
        await using var odd = await OddWorkspace.StartAsync(null, async odd =>
        {
            odd.UseSmallDisk(32);
            await odd.World.SaveInEditorAsync("plain.txt", "plain"u8.ToArray());
            foreach (var name in large)
            {
                await odd.World.SaveInEditorAsync(name, new byte[14_000_000]);
            }
        });

        // Two fit. All at once would fill the disk with the beginnings of six.
        // In one line, since what is said of the others may come between two.
        Assert.Contains("plain 2\r\n", await odd.Terminal.RunAsync("echo \"$(cat plain.txt) $(ls [a-f] | wc -l)\""), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => odd.Told.Count(change => change.Message is not null) >= 4, "the editor is told");
        foreach (var refused in odd.Told.Where(change => change.Message is not null).Select(change => change.Path!).ToList())
        {
            await odd.ExpectNoticeAsync(refused, $"{refused} was changed in the editor but cannot be written to the workspace's disk: the disk is full.");
        }

        await odd.Terminal.RunAsync("echo new > new.txt");
        await odd.ExpectObjectAsync("new.txt", "new\n");
        Assert.Equal(large.Append("new.txt").Append("plain.txt"), await odd.World.KeysAsync());

        await odd.Terminal.RunAsync("rm $(ls [a-f] | head -1); while [ $(ls [a-f] | wc -l) -lt 2 ]; do sleep 0.1; done");
        Assert.Contains("28000000", await odd.Terminal.RunAsync("cat [a-f] | wc -c"), StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => (await odd.World.KeysAsync()).Length == large.Length + 1, "the one that was deleted, and no other, is deleted in S3");
    }

    [Fact]
    public async Task Snapshot_LargerThanTheDisk_IsSaidAndRestoredWhenThereIsRoom()
    {
        await using var odd = await OddWorkspace.StartAsync();
        await odd.Terminal.RunAsync("echo plain > plain.txt; mkdir node_modules; head -c 40M /dev/urandom > node_modules/big");
        await odd.Worker.TerminateAsync();
        odd.UseSmallDisk(32);
        odd.StartWorker();
        await Eventually.TrueAsync(
            async () => (await odd.World.Workspaces.GetStatusAsync(odd.World.Project)).Message
                == "The workspace failed: The disk is full: node_modules/big could not be restored. Trying again in 3 s.",
            "whoever waits learns that the disk is full");
        await odd.World.WaitForStateAsync(WorkspaceState.Inactive);
        Assert.Contains("plain.txt", await odd.World.KeysAsync());

        // Somebody still waits, and so asks again.
        odd.ResizeDisk(128);
        await odd.World.ActivateAsync();
        await odd.Terminal.ExpectAsync(LoggedTerminal.RestartWords);
        Assert.Contains("plain\r\n41943040", await odd.Terminal.RunAsync("cat plain.txt; wc -c < node_modules/big"), StringComparison.Ordinal);
    }
}
