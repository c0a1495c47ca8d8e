using System.Diagnostics;
using System.Runtime.Versioning;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Workspaces.Snapshots;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>Files that cannot be read, disks that are full, and paths that are too long: each is named, and the rest is saved.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SnapshotDiskTests : IAsyncLifetime
{
    private readonly SnapshotWorld _world = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task File_ThatCannotBeRead_IsNamedAndKeepsItsLastVersion()
    {
        // As another user where the tests run as root, who may read everything.
        Assert.SkipWhen(
            Environment.UserName == "root" && IsolationSupport.Current.WithoutOwnUser is not null, "Root reads every file, and cannot be another user here.");
        var user = FileSystemUser.Self;
        var worker = _world.NewWorker();
        if (Environment.UserName == "root")
        {
            var id = 1_234_567_892u;
            user = new FileSystemUser(new ShellCredentials(id, id));
            foreach (var folder in new[] { Path.GetDirectoryName(worker.Root)!, worker.Root, Path.Combine(Path.GetDirectoryName(worker.Root)!, "incoming") })
            {
                Assert.Equal(0, LibC.LChown(folder, id, id));
            }

            worker = new SnapshotWorker(_world.S3, worker.Root, Path.Combine(Path.GetDirectoryName(worker.Root)!, "incoming"), user);
        }

        await worker.RestoreAsync();
        using (user.Enter())
        {
            worker.Write("secret", "1");
            worker.Write("never", "1");
            worker.Write("plain", "1");
            File.SetUnixFileMode(worker.PathOf("never"), UnixFileMode.None);
        }

        Assert.Equal("never", Assert.Single((await worker.SaveAsync()).NotSaved).Path);
        using (user.Enter())
        {
            worker.Write("secret", "2");
            File.SetUnixFileMode(worker.PathOf("secret"), UnixFileMode.None);
        }

        // Often enough that compactions come by.
        for (var i = 0; i < 5; i++)
        {
            using (user.Enter())
            {
                worker.Write("plain", $"changed {i}");
            }

            var result = await worker.SaveAsync();
            Assert.Equal(["never", "secret"], result.NotSaved.Select(problem => problem.Path).Order());
            Assert.All(result.NotSaved, problem => Assert.Contains("denied", problem.Reason, StringComparison.OrdinalIgnoreCase));
        }

        var fresh = await _world.RestoredWorkerAsync();
        Assert.Equal(["plain", "secret"], fresh.Describe().Keys);
        Assert.Equal(("changed 4", "1"), (File.ReadAllText(fresh.PathOf("plain")), File.ReadAllText(fresh.PathOf("secret"))));

        using (user.Enter())
        {
            File.SetUnixFileMode(worker.PathOf("secret"), UnixFileMode.UserRead);
            File.Delete(worker.PathOf("never"));
        }

        Assert.Empty((await worker.SaveAsync()).NotSaved);
        Assert.Equal(worker.Describe(), (await _world.RestoredWorkerAsync()).Describe());
    }

    [Fact]
    public async Task Folder_ThatCannotBeLookedInto_KeepsWhatTheSnapshotHas()
    {
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("first", "1");
        worker.Write("shut/a", "1");
        worker.Write("shut/deep/b", "1");
        await worker.SaveAsync();

        // Often and much enough that compactions come by, and with the end of what lies beside it.
        File.Delete(worker.PathOf("first"));
        for (var i = 0; i < 8; i++)
        {
            File.WriteAllBytes(worker.PathOf($"plain{i % 3}"), RandomBytes(400_000 + i));
            await worker.Snapshot.SaveAsync(
                [.. worker.Scan().Where(item => !item.Path.StartsWith("shut/", StringComparison.Ordinal))],
                includeCached: i % 2 == 0,
                path => path.StartsWith("shut/", StringComparison.Ordinal),
                TestContext.Current.CancellationToken);
            Assert.Equal(worker.Describe(), (await _world.RestoredWorkerAsync()).Describe());
        }

        await worker.SaveAsync([.. worker.Scan().Where(item => !item.Path.StartsWith("shut/", StringComparison.Ordinal))]);
        Assert.Equal(["plain0", "plain1", "plain2"], (await _world.RestoredWorkerAsync()).Describe().Keys);
    }

    [Fact]
    public async Task Disk_ThatIsFull_EndsInAnErrorThatNamesTheFile()
    {
        var worker = await _world.RestoredWorkerAsync();
        File.WriteAllBytes(worker.PathOf("too large"), RandomBytes(3_000_000));
        for (var i = 0; i < 100; i++)
        {
            worker.Write($"small/{i}", new string('x', 10_000));
        }

        await worker.SaveAsync();
        foreach (var size in new[] { "1m", "256k" })
        {
            var disk = Directory.CreateTempSubdirectory("cloudide-disk-").FullName;
            using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", $"size={size}", "tmpfs", disk]) { RedirectStandardError = true })!;
            await mount.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (mount.ExitCode != 0)
            {
                Directory.Delete(disk);
                Assert.Skip("A small disk needs the right to mount one.");
            }

            try
            {
                var fresh = _world.NewWorker(root: disk);
                var error = await Assert.ThrowsAsync<SnapshotException>(() => fresh.RestoreAsync(entry =>
                    size == "1m" || entry.Path != "too large" ? RestoreChoice.Take : RestoreChoice.Skip));
                Assert.StartsWith("The disk is full: ", error.Message, StringComparison.Ordinal);
                Assert.Contains(size == "1m" ? "too large" : "small/", error.Message, StringComparison.Ordinal);
            }
            finally
            {
                using var unmount = Process.Start("umount", [disk]);
                await unmount.WaitForExitAsync(CancellationToken.None);
                Directory.Delete(disk);
            }
        }
    }

    [Fact]
    public async Task Path_ThatIsTooLongForTheDisk_IsNamedAndTheRestIsRestored()
    {
        var worker = await _world.RestoredWorkerAsync();
        var folder = string.Join('/', Enumerable.Repeat(new string('d', 200), 19));
        worker.Write("plain", "1");
        worker.Write($"{folder}/file", "2");
        await worker.SaveAsync();
        var fresh = _world.NewWorker(root: Path.Combine(worker.Root, "..", new string('r', 200), new string('s', 200)));
        var restored = await fresh.RestoreAsync();

        Assert.Equal($"{folder}/file", Assert.Single(restored.Problems).Path);
        Assert.Equal("1", File.ReadAllText(fresh.PathOf("plain")));
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
