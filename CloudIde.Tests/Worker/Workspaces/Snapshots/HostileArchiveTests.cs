using System.Runtime.Versioning;
using System.Text;
using CloudIde.Worker.Workspaces.Snapshots;
using CloudIde.Worker.Workspaces.Snapshots.Archives;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>Archives that no worker has written. Nothing in them leads out of the folder, and the rest of them is restored.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HostileArchiveTests : IAsyncLifetime
{
    private readonly SnapshotWorld _world = new();
    private readonly string _outside = Directory.CreateTempSubdirectory("cloudide-outside-").FullName;

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        Directory.Delete(_outside, recursive: true);
    }

    [Theory]
    [InlineData("/etc/cloudide-test")]
    [InlineData("../escaped")]
    [InlineData("a/../../escaped")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    public async Task Name_ThatLeadsOutside_IsRefusedAndNamed(string name)
    {
        await _world.ForgeAsync(archive =>
        {
            AddFile(archive, name);
            AddFile(archive, "fine");
        });
        var worker = _world.NewWorker();
        var restored = await worker.RestoreAsync();

        Assert.Equal(name, Assert.Single(restored.Problems).Path);
        Assert.Equal(["fine"], worker.Describe().Keys);
        Assert.Equal([Path.GetFileName(worker.Root), "incoming"], Directory.GetFileSystemEntries(Path.GetDirectoryName(worker.Root)!).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FileBelowALink_IsRefusedAndNamed(bool linkFirst)
    {
        await _world.ForgeAsync(archive =>
        {
            if (linkFirst)
            {
                AddLink(archive, "link", _outside);
            }

            AddFile(archive, "link/escaped");
            AddFile(archive, "link/deep/escaped");
            if (!linkFirst)
            {
                AddLink(archive, "link", _outside);
            }

            AddFile(archive, "fine");
        });
        var worker = _world.NewWorker();
        var restored = await worker.RestoreAsync();

        Assert.Empty(Directory.GetFileSystemEntries(_outside));
        Assert.Equal(linkFirst ? ["link/deep/escaped", "link/escaped"] : ["link"], restored.Problems.Select(problem => problem.Path).Order());
        Assert.Equal(linkFirst ? ["fine", "link"] : ["fine", "link/deep/escaped", "link/escaped"], worker.Describe().Keys);
    }

    [Fact]
    public async Task LinkOnTheDisk_InAFoldersPlace_IsNotFollowed()
    {
        await _world.ForgeAsync(archive =>
        {
            AddFile(archive, "link/escaped");
            AddFile(archive, "link/large", 1_000_000);
            AddLink(archive, "link/deep/link", "anywhere");
            AddFile(archive, "file");
        });
        var worker = _world.NewWorker();
        Directory.CreateSymbolicLink(worker.PathOf("link"), _outside);
        File.WriteAllText(Path.Combine(_outside, "victim"), "untouched");
        File.CreateSymbolicLink(worker.PathOf("file"), Path.Combine(_outside, "victim"));
        var restored = await worker.RestoreAsync();

        Assert.Equal(["link/deep/link", "link/escaped", "link/large"], restored.Problems.Select(problem => problem.Path).Order());
        Assert.Equal([Path.Combine(_outside, "victim")], Directory.GetFileSystemEntries(_outside));
        Assert.Equal("untouched", File.ReadAllText(Path.Combine(_outside, "victim")));
        Assert.Null(new FileInfo(worker.PathOf("file")).LinkTarget);
    }

    [Fact]
    public async Task EntriesOfOtherKinds_AreRefusedAndNamed()
    {
        await _world.ForgeAsync(archive =>
        {
            Add(archive, new PaxEntry("hard link", '1', 0, 0x1A4, 0) { LinkTarget = "/etc/passwd" });
            Add(archive, new PaxEntry("device", '3', 0, 0x1A4, 0));
            Add(archive, new PaxEntry("pipe", '6', 0, 0x1A4, 0));
            Add(archive, new PaxEntry("no deletion", '0', 0, 0x1A4, 0) { IsWhiteout = true });
            AddFile(archive, "twice");
            AddFile(archive, "twice");
            AddFile(archive, "fine");
        });
        var worker = _world.NewWorker();
        var restored = await worker.RestoreAsync();

        Assert.Equal(["device", "hard link", "no deletion", "pipe", "twice"], restored.Problems.Select(problem => problem.Path).Order());
        Assert.Equal(["fine", "twice"], worker.Describe().Keys);
    }

    [Fact]
    public async Task SetUserIdBit_IsNotRestored()
    {
        await _world.ForgeAsync(archive => Add(archive, new PaxEntry("program", PaxEntry.File, 0, 0x9ED, 0)));
        var worker = await _world.RestoredWorkerAsync();
        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode(worker.PathOf("program")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task DamagedPack_EndsInAnErrorThatNamesIt(int damage)
    {
        var worker = await _world.RestoredWorkerAsync();
        File.WriteAllBytes(worker.PathOf("file"), [.. Enumerable.Range(0, 1_000_000).Select(i => (byte)(i * i / 7))]);
        await worker.SaveAsync();
        var name = Assert.Single(await _world.PacksAsync());
        var bytes = await _world.GetAsync(name);
        var size = bytes.Length;
        bytes = damage switch
        {
            0 => bytes[..(size / 2)],
            1 => [.. bytes[..(size / 2)], .. new byte[size - (size / 2)]],
            _ => Encoding.UTF8.GetBytes(new string('x', size)),
        };
        await _world.PutAsync(name, bytes);
        if (damage == 0)
        {
            var manifest = Encoding.UTF8.GetString(await _world.GetAsync("manifest.json"));
            await _world.PutAsync("manifest.json", Encoding.UTF8.GetBytes(manifest.Replace($"{size}", $"{bytes.Length}", StringComparison.Ordinal)));
        }

        var error = await Assert.ThrowsAsync<SnapshotException>(() => _world.NewWorker().RestoreAsync());
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"version\":2,\"revision\":\"x\",\"packs\":[]}", "version 2")]
    [InlineData("not json", "damaged")]
    public async Task Manifest_OfAnotherKind_EndsInAnErrorThatSaysSo(string manifest, string expected)
    {
        await _world.PutAsync("manifest.json", Encoding.UTF8.GetBytes(manifest));
        var error = await Assert.ThrowsAsync<SnapshotException>(() => _world.NewWorker().RestoreAsync());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reader_OfDamagedBytes_ThrowsNothingElse()
    {
        using var bytes = new MemoryStream();
        var writer = new PaxWriter(bytes);
        AddFile(writer, new string('n', 300), 2000);
        AddLink(writer, "link", "target");
        writer.Complete();
        var archive = bytes.ToArray();
        var random = new Random(17);
        for (var i = 0; i < 5000; i++)
        {
            var damaged = archive.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                var reader = new PaxReader(new MemoryStream(damaged, 0, random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length));
                var buffer = new byte[100];
                while (reader.Next() is not null)
                {
                    while (random.Next(30) > 0 && reader.Read(buffer) > 0)
                    {
                    }
                }
            }
            catch (InvalidDataException)
            {
                // As it should.
            }
        }
    }

    private static void AddFile(PaxWriter archive, string name, int size = 3) => Add(archive, new PaxEntry(name, PaxEntry.File, size, 0x1A4, 0));

    private static void AddLink(PaxWriter archive, string name, string target) =>
        Add(archive, new PaxEntry(name, PaxEntry.Link, 0, 0x1FF, 0) { LinkTarget = target });

    private static void Add(PaxWriter archive, PaxEntry entry)
    {
        archive.Begin(entry);
        archive.Write(Enumerable.Repeat((byte)'x', (int)entry.Size).ToArray());
        archive.End();
    }
}
