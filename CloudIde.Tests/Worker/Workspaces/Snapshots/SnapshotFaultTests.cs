using System.Diagnostics;
using System.Runtime.Versioning;
using CloudIde.Worker.Workspaces.Snapshots;
using CloudIde.Worker.Workspaces.Snapshots.Storage;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>S3 that fails, files that move, and workers that lost the workspace.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SnapshotFaultTests : IAsyncLifetime
{
    private readonly SnapshotWorld _world = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task S3_ThatFailsEveryThirdRequest_IsTriedAgain()
    {
        using var s3 = new FailingS3(_world.S3) { FailsBefore = (number, _) => number % 3 == 0, FailsAfter = (number, _) => number % 7 == 0 };
        var worker = _world.NewWorker(s3);
        await worker.RestoreAsync();
        File.WriteAllBytes(worker.PathOf("large"), RandomBytes(3 * PartStream.PartSize));
        await worker.SaveAsync();
        for (var i = 0; i < 10; i++)
        {
            worker.Write($"file{i % 3}", $"{i}");
            await worker.SaveAsync();
        }

        var fresh = _world.NewWorker(s3);
        await fresh.RestoreAsync();
        Assert.Equal(worker.Describe(), fresh.Describe());
    }

    [Fact]
    public async Task S3_ThatFailsAlways_EndsInAClearErrorAndTheNextSaveGoesOn()
    {
        using var s3 = new FailingS3(_world.S3);
        var worker = _world.NewWorker(s3);
        await worker.RestoreAsync();
        worker.Write("a", "1");
        await worker.SaveAsync();

        foreach (var request in new[] { "PutObjectRequest", "UploadPartRequest" })
        {
            s3.FailsBefore = (_, name) => name == request;
            File.WriteAllBytes(worker.PathOf("b"), RandomBytes(request == "PutObjectRequest" ? 1000 : (2 * PartStream.PartSize) + 1));
            var error = await Assert.ThrowsAsync<SnapshotException>(() => worker.SaveAsync());
            Assert.Contains("S3 failed", error.Message, StringComparison.Ordinal);
            Assert.Equal(["a"], (await _world.RestoredWorkerAsync()).Describe().Keys);
        }

        s3.FailsBefore = (_, _) => false;
        await worker.SaveAsync();
        Assert.Equal(worker.Describe(), (await _world.RestoredWorkerAsync()).Describe());
        Assert.Single(await _world.PacksAsync());
    }

    [Fact]
    public async Task Manifest_WhoseAnswersAreAllLost_IsKnownAsOwnByTheNextSave()
    {
        using var s3 = new FailingS3(_world.S3);
        var worker = _world.NewWorker(s3);
        await worker.RestoreAsync();
        worker.Write("a", "1");
        var puts = 0;
        s3.FailsAfter = (_, name) => name == "PutObjectRequest" && ++puts == 2;
        s3.FailsBefore = (_, _) => puts >= 2;
        await Assert.ThrowsAsync<SnapshotException>(() => worker.SaveAsync());

        s3.FailsBefore = s3.FailsAfter = (_, _) => false;
        worker.Write("b", "2");
        var result = await worker.SaveAsync();
        Assert.Equal(worker.Describe(), (await _world.RestoredWorkerAsync()).Describe());
        Assert.Equal(result.Packs, (await _world.PacksAsync()).Length);
    }

    [Fact]
    public async Task Restore_FromAConnectionThatBreaks_GoesOnWhereItWas()
    {
        var worker = await _world.RestoredWorkerAsync();
        File.WriteAllBytes(worker.PathOf("large"), RandomBytes(2_000_000));
        await worker.SaveAsync();
        var name = Assert.Single(await _world.PacksAsync());
        var size = (await _world.GetAsync(name)).Length;
        using var s3 = new BreakingS3(_world.S3, every: 300_000);
        var fresh = _world.NewWorker(s3);
        await fresh.RestoreAsync();
        Assert.Equal(worker.Describe(), fresh.Describe());
        Assert.InRange(s3.Breaks, 5, size / 300_000);
    }

    [Fact]
    public async Task Worker_ThatLostTheWorkspace_WritesNothing()
    {
        var old = await _world.RestoredWorkerAsync();
        old.Write("a", "old");
        await old.SaveAsync();
        old.Fence.Lapse();
        old.Write("a", "written too late");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => old.Snapshot.SaveAsync(old.Scan(), false, null, patience.Token));

        Assert.Equal("old", File.ReadAllText((await _world.RestoredWorkerAsync()).PathOf("a")));
        Assert.Single(await _world.PacksAsync());
    }

    [Fact]
    public async Task Worker_WhoseFenceIsWrong_DoesNotOverwriteTheNewOne()
    {
        var old = await _world.RestoredWorkerAsync();
        old.Write("a", "old");
        await old.SaveAsync();
        var owner = await _world.RestoredWorkerAsync();
        owner.Write("a", "new");
        await owner.SaveAsync();

        old.Write("a", "written too late");
        Assert.True((await Assert.ThrowsAsync<SnapshotException>(() => old.SaveAsync())).IsConflict);
        Assert.Equal(owner.Describe(), (await _world.RestoredWorkerAsync()).Describe());

        owner.Write("b", "goes on");
        await owner.SaveAsync();
        Assert.Equal(owner.Describe(), (await _world.RestoredWorkerAsync()).Describe());
    }

    [Fact]
    public async Task Owner_WhoseManifestALateWriterReplaced_WritesEverythingNext()
    {
        var late = await _world.RestoredWorkerAsync();
        var owner = await _world.RestoredWorkerAsync();
        late.Write("late", "1");
        await late.SaveAsync();
        owner.Write("a", "1");
        owner.Write("cached", "2");
        owner.ETags["cached"] = "\"etag\"";
        await Assert.ThrowsAsync<SnapshotException>(() => owner.SaveAsync());
        await owner.SaveAsync();

        Assert.Equal(owner.Describe(), (await _world.RestoredWorkerAsync()).Describe());
        Assert.Single(await _world.PacksAsync());
    }

    [Fact]
    public async Task Save_BeforeARestore_IsRefused()
    {
        var worker = _world.NewWorker();
        worker.Write("a", "1");
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.SaveAsync());
        await worker.RestoreAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => worker.SaveAsync([worker.Scan()[0] with { Path = "../a" }]));
    }

    [Fact]
    public async Task Files_ThatVanishOrShrinkWhileTheyAreRead_AreTakenByTheNextSave()
    {
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("gone", "1");
        worker.Write("kept", "2");
        worker.Write("folder/gone too", "3");
        File.WriteAllBytes(worker.PathOf("shrinks"), RandomBytes(600_000));
        await worker.SaveAsync();
        worker.Write("gone", "changed");
        worker.Write("kept", "changed");
        File.WriteAllBytes(worker.PathOf("shrinks"), RandomBytes(700_000));
        var items = worker.Scan();
        File.Delete(worker.PathOf("gone"));
        Directory.Delete(worker.PathOf("folder"), recursive: true);
        worker.Write("folder", "a file now");
        worker.Write("shrinks", "short");
        Assert.Empty((await worker.SaveAsync(items)).NotSaved);
        Assert.Equal("changed", File.ReadAllText((await _world.RestoredWorkerAsync()).PathOf("kept")));
        Assert.False(File.Exists((await _world.RestoredWorkerAsync()).PathOf("gone")));

        await worker.SaveAsync();
        Assert.Equal(worker.Describe(), (await _world.RestoredWorkerAsync()).Describe());
        Assert.Equal(0, (await worker.SaveAsync()).Requests);
    }

    [Fact]
    public async Task Files_ThatChangeAllTheTime_DoNotBreakThePack()
    {
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("plain", "1");
        using var busy = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "while :; do head -c 900000 /dev/zero > busy; echo short > busy; echo line >> log; rm -f temporary; cp log temporary; done" },
            WorkingDirectory = worker.Root,
        })!;
        try
        {
            for (var i = 0; i < 20; i++)
            {
                worker.Write("plain", $"{i}");
                await worker.SaveAsync();
                var fresh = await _world.RestoredWorkerAsync();
                Assert.Equal($"{i}", File.ReadAllText(fresh.PathOf("plain")));
            }
        }
        finally
        {
            busy.Kill(entireProcessTree: true);
            await busy.WaitForExitAsync(CancellationToken.None);
        }

        await worker.SaveAsync();
        Assert.Equal(worker.Describe(), (await _world.RestoredWorkerAsync()).Describe());
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
