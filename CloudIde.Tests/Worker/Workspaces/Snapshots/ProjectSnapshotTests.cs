using System.Diagnostics;
using System.Runtime.Versioning;
using CloudIde.Worker.Workspaces.Snapshots;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>What moves between a folder and its snapshot when all goes well.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ProjectSnapshotTests : IAsyncLifetime
{
    private readonly SnapshotWorld _world = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Save_OfEveryKindOfEntry_ComesBackAsItWas()
    {
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("src/a.txt", "a");
        worker.Write("empty.txt", "");
        worker.Write(".git/objects/ab/cd", "object");
        worker.Write("names/ä 日本 \\ \n \" ' *?.txt", "odd");
        worker.Write("names/.wh.a.txt", "looks like a deletion");
        worker.Write($"long/{new string('x', 250)}/{new string('é', 120)}", "long");
        worker.Write("run.sh", "#!/bin/sh");
        File.SetUnixFileMode(worker.PathOf("run.sh"), (UnixFileMode)0x1ED);
        worker.Write("secret", "s");
        File.SetUnixFileMode(worker.PathOf("secret"), (UnixFileMode)0x100);
        worker.Write("old.txt", "before 1970");
        File.SetLastWriteTimeUtc(worker.PathOf("old.txt"), new DateTime(1969, 12, 31, 23, 59, 58, 500, DateTimeKind.Utc));
        File.WriteAllBytes(worker.PathOf("large.bin"), RandomBytes(3_000_001));
        Directory.CreateDirectory(worker.PathOf("empty folder/inside"));
        File.SetUnixFileMode(worker.PathOf("empty folder/inside"), (UnixFileMode)0x16D);
        File.CreateSymbolicLink(worker.PathOf("link"), "src/a.txt");
        File.CreateSymbolicLink(worker.PathOf("src/up"), "../" + new string('d', 200));
        var saved = await worker.SaveAsync();

        Assert.Empty(saved.NotSaved);
        Assert.Equal((1, 2), (saved.Packs, saved.Requests));
        var fresh = _world.NewWorker();
        var reports = new List<SnapshotProgress>();
        var restored = await fresh.RestoreAsync(progress: new Reports(reports));
        Assert.Empty(restored.Problems);
        Assert.Equal(worker.Describe(), fresh.Describe());
        Assert.Equal(fresh.Scan().OrderBy(item => item.Path), restored.Placed.OrderBy(item => item.Path));
        Assert.Equal((reports[^1].FilesTotal, reports[^1].BytesTotal), (reports[^1].FilesDone, reports[^1].BytesDone));
        Assert.Equal(restored.Placed.Count, reports[^1].FilesTotal);
    }

    [Fact]
    public async Task Save_OfNothingNew_MakesNoRequest()
    {
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("a", "1");
        await worker.SaveAsync();
        Assert.Equal(0, (await worker.SaveAsync()).Requests);

        var fresh = await _world.RestoredWorkerAsync();
        Assert.Equal(0, (await fresh.SaveAsync(includeCached: true)).Requests);
    }

    [Fact]
    public async Task Save_OfOneChangeAfterARestore_MakesTwoRequests()
    {
        var worker = await _world.RestoredWorkerAsync();
        for (var i = 0; i < 200; i++)
        {
            worker.Write($"folder{i % 10}/file{i}", $"{i}");
        }

        await worker.SaveAsync();
        var fresh = await _world.RestoredWorkerAsync();
        fresh.Write("folder1/file1", "changed");
        var result = await fresh.SaveAsync();

        Assert.Equal((2, 1, 2), (result.Requests, result.Entries, result.Packs));
        var third = await _world.RestoredWorkerAsync();
        Assert.Equal(fresh.Describe(), third.Describe());
    }

    [Fact]
    public async Task Save_OfManySmallChanges_KeepsFewPacksAndNoGarbage()
    {
        var worker = await _world.RestoredWorkerAsync();
        for (var i = 0; i < 300; i++)
        {
            worker.Write($"base/{i}", $"{i}");
        }

        await worker.SaveAsync();
        for (var i = 0; i < 40; i++)
        {
            worker.Write($"base/{i}", $"changed {i}");
            worker.Write("always", $"{i}");
            var result = await worker.SaveAsync();
            Assert.InRange(result.Packs, 1, 8);
            Assert.Equal(result.Packs, (await _world.PacksAsync()).Length);
        }

        var fresh = await _world.RestoredWorkerAsync();
        Assert.Equal(worker.Describe(), fresh.Describe());
    }

    [Fact]
    public async Task Save_OfDeletions_BringsNothingBackAndFreesTheSpace()
    {
        var worker = await _world.RestoredWorkerAsync();
        for (var i = 0; i < 50; i++)
        {
            worker.Write($"node_modules/package{i}/index.js", $"{i}");
        }

        File.WriteAllBytes(worker.PathOf("node_modules/large"), RandomBytes(2_000_000));
        worker.Write("kept", "1");
        await worker.SaveAsync();
        Directory.Delete(worker.PathOf("node_modules"), recursive: true);
        var result = await worker.SaveAsync();

        Assert.InRange(result.Bytes, 1, 1000);
        Assert.Equal(1, result.Packs);
        Assert.Equal(worker.Describe(), (await _world.RestoredWorkerAsync()).Describe());

        File.Delete(worker.PathOf("kept"));
        Assert.Equal(0, (await worker.SaveAsync()).Packs);
        Assert.Empty(await _world.PacksAsync());
        Assert.Empty((await _world.RestoredWorkerAsync()).Describe());
    }

    [Fact]
    public async Task Save_OfAFileReplacedByAFolderAndBack_FollowsBothTimes()
    {
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("big", new string('x', 100_000));
        worker.Write("thing", "file");
        await worker.SaveAsync();
        File.Delete(worker.PathOf("thing"));
        worker.Write("thing/inside/deep", "folder");
        await worker.SaveAsync();
        Assert.Equal(worker.Describe(), (await _world.RestoredWorkerAsync()).Describe());

        Directory.Delete(worker.PathOf("thing"), recursive: true);
        File.CreateSymbolicLink(worker.PathOf("thing"), "big");
        await worker.SaveAsync();
        Assert.Equal(worker.Describe(), (await _world.RestoredWorkerAsync()).Describe());
    }

    [Fact]
    public async Task Cached_Files_AreWrittenOnlyWhenAskedForAndWorthIt()
    {
        var worker = await _world.RestoredWorkerAsync();
        for (var i = 0; i < 31; i++)
        {
            worker.Write($"file{i}", $"{i}");
            worker.ETags[$"file{i}"] = $"\"etag{i}\"";
        }

        Assert.Equal(0, (await worker.SaveAsync()).Requests);
        Assert.Equal(0, (await worker.SaveAsync(includeCached: true)).Requests);
        worker.Write("file31", "31");
        worker.ETags["file31"] = "\"etag31\"";
        Assert.Equal(0, (await worker.SaveAsync()).Requests);
        Assert.Equal(32, (await worker.SaveAsync(includeCached: true)).Entries);

        var fresh = _world.NewWorker();
        var asked = new List<SnapshotEntry>();
        await fresh.RestoreAsync(entry =>
        {
            asked.Add(entry);
            return entry.ETag == "\"etag5\"" ? RestoreChoice.Skip : RestoreChoice.Take;
        });
        Assert.Equal(32, asked.Count);
        Assert.Equal(worker.ETags.Where(tag => tag.Key != "file5").OrderBy(tag => tag.Key), fresh.ETags.OrderBy(tag => tag.Key));
        Assert.False(File.Exists(fresh.PathOf("file5")));
        Assert.Equal(0, (await fresh.SaveAsync()).Requests);
    }

    [Fact]
    public async Task File_ThatBecomesAnObjectOfItsOwn_DoesNotComeBackAsOneThatIsOnlyHere()
    {
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("a", "1");
        worker.Write("b", "2");
        await worker.SaveAsync();
        worker.ETags["a"] = "\"etag\"";
        Assert.Equal(1, (await worker.SaveAsync()).Entries);

        var fresh = _world.NewWorker();
        var asked = new Dictionary<string, string?>();
        await fresh.RestoreAsync(entry =>
        {
            asked[entry.Path] = entry.ETag;
            return RestoreChoice.Take;
        });
        Assert.Equal(new Dictionary<string, string?> { ["a"] = "\"etag\"", ["b"] = null }, asked);
    }

    [Fact]
    public async Task Restore_WithConflictCopies_PlacesThemElsewhereAndSavesThemAsNew()
    {
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("folder/a", "snapshot");
        worker.Write("b", "skipped");
        await worker.SaveAsync();
        var fresh = _world.NewWorker();
        fresh.Write("folder/a", "other");
        var restored = await fresh.RestoreAsync(entry => entry.Path == "b" ? RestoreChoice.Skip : RestoreChoice.TakeAs("folder/a (copy)"));

        var placed = Assert.Single(restored.Placed);
        Assert.Equal(("folder/a (copy)", null), (placed.Path, placed.ETag));
        Assert.Equal("other", File.ReadAllText(fresh.PathOf("folder/a")));
        Assert.Equal("snapshot", File.ReadAllText(fresh.PathOf("folder/a (copy)")));
        await fresh.SaveAsync();
        Assert.Equal(fresh.Describe(), (await _world.RestoredWorkerAsync()).Describe());
    }

    [Fact]
    public async Task Restore_OverWhatIsThere_ReplacesItAndItsPartsAreWhole()
    {
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("a", "new");
        worker.Write("b", new string('b', 1_000_000));
        File.CreateSymbolicLink(worker.PathOf("c"), "a");
        await worker.SaveAsync();
        var fresh = _world.NewWorker();
        fresh.Write("a", "older and longer");
        File.CreateSymbolicLink(fresh.PathOf("b"), "a");
        fresh.Write("c", "file");
        Assert.Empty((await fresh.RestoreAsync()).Problems);
        Assert.Equal(worker.Describe(), fresh.Describe());
    }

    [Fact]
    public async Task Pack_OfASnapshot_IsAnOrdinaryArchive()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zstd") || File.Exists("/bin/zstd"), "There is no zstd on this machine.");
        var worker = await _world.RestoredWorkerAsync();
        worker.Write("folder/ä.txt", "text");
        worker.Write("run.sh", "#!/bin/sh");
        File.SetUnixFileMode(worker.PathOf("run.sh"), (UnixFileMode)0x1ED);
        worker.Write($"long/{new string('x', 200)}", "long");
        File.CreateSymbolicLink(worker.PathOf("link"), "folder/ä.txt");
        Directory.CreateDirectory(worker.PathOf("empty"));
        await worker.SaveAsync();
        var pack = Assert.Single(await _world.PacksAsync());
        Assert.EndsWith(".tar.zst", pack, StringComparison.Ordinal);

        var unpacked = _world.NewWorker();
        var file = unpacked.Root + ".tar.zst";
        await File.WriteAllBytesAsync(file, await _world.GetAsync(pack), TestContext.Current.CancellationToken);
        using var shell = Process.Start("/bin/sh", ["-c", $"zstd -dc '{file}' | tar -x -p -f - -C '{unpacked.Root}'"]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
        Assert.Equal(worker.Describe(), unpacked.Describe());
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private sealed class Reports(List<SnapshotProgress> reports) : IProgress<SnapshotProgress>
    {
        public void Report(SnapshotProgress value) => reports.Add(value);
    }
}
