using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using CloudIde.Worker.Workspaces.Snapshots;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>
/// Random trees, changes, saves, kills and restores: what was saved last is what comes back, exactly. Some files are S3
/// objects too. <c>CLOUDIDE_SNAPSHOT_STEPS</c> asks for more, <c>CLOUDIDE_TEST_SEED</c> repeats a run.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class SnapshotPropertyTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] Names = ["a", "b", "c", ".wh.a", "ä b", "node_modules", "x\ny"];

    private readonly SnapshotWorld _world = new();
    private readonly Dictionary<string, (string ETag, byte[] Bytes, long Modified, int Mode)> _objects = [];
    private Random _random = null!;

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Saves_KillsAndRestores_BringBackWhatWasSavedLast()
    {
        var seed = Environment.GetEnvironmentVariable("CLOUDIDE_TEST_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;
        var steps = int.TryParse(Environment.GetEnvironmentVariable("CLOUDIDE_SNAPSHOT_STEPS"), out var more) ? more : 150;
        output.WriteLine($"CLOUDIDE_TEST_SEED={seed} CLOUDIDE_SNAPSHOT_STEPS={steps}");
        _random = new Random(seed);
        var worker = _world.NewWorker();
        await worker.RestoreAsync();
        var saved = worker.Describe();
        var (restores, mostPacks) = (0, 0);
        for (var step = 0; step < steps; step++)
        {
            for (var changes = _random.Next(1, 12); changes > 0; changes--)
            {
                Change(worker);
            }

            if (_random.Next(5) > 0)
            {
                mostPacks = Math.Max(mostPacks, await SaveAsync(worker));
                saved = worker.Describe();
            }

            if (_random.Next(4) == 0)
            {
                var old = worker;
                worker = await RestoreAsync();
                restores++;
                AssertEqual(saved, worker.Describe(), $"seed {seed}, step {step}");
                if (_random.Next(3) == 0)
                {
                    await WriteTooLateAsync(old, worker);
                    saved = worker.Describe();
                    AssertEqual(saved, (await RestoreAsync()).Describe(), $"seed {seed}, step {step}, after a late writer");
                }
            }
        }

        var final = await SaveAsync(worker);
        AssertEqual(worker.Describe(), (await RestoreAsync()).Describe(), $"seed {seed}, at the end");
        Assert.Equal(final, (await _world.PacksAsync()).Length);
        output.WriteLine($"{restores} restores, at most {mostPacks} packs, {worker.Scan().Count} entries at the end");
        Assert.InRange(mostPacks, 1, 12);
    }

    private static void AssertEqual(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual, string when)
    {
        var differences = expected.Except(actual).Select(entry => $"missing: {entry}").Concat(actual.Except(expected).Select(entry => $"not expected: {entry}")).ToList();
        Assert.True(differences.Count == 0, $"{when}\n{string.Join('\n', differences)}");
    }

    /// <summary>As the sync does: first the objects, then the snapshot.</summary>
    private async Task<int> SaveAsync(SnapshotWorker worker)
    {
        var items = worker.Scan();
        _objects.Clear();
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i] = items[i] with { ETag = null };
            if (item.State.Kind == SnapshotKind.File && IsObject(item.Path))
            {
                var bytes = await File.ReadAllBytesAsync(worker.PathOf(item.Path), TestContext.Current.CancellationToken);
                var etag = $"\"{Convert.ToHexString(SHA256.HashData(bytes))}\"";
                _objects[item.Path] = (etag, bytes, item.State.ModifiedNanoseconds, item.State.Mode);
                items[i] = item with { ETag = etag };
            }
        }

        var result = await worker.SaveAsync(items, includeCached: _random.Next(3) == 0);
        Assert.Empty(result.NotSaved);
        return result.Packs;
    }

    private async Task<SnapshotWorker> RestoreAsync()
    {
        var worker = _world.NewWorker();
        var restored = await worker.RestoreAsync(entry =>
        {
            if (entry.ETag is null)
            {
                Assert.False(_objects.ContainsKey(entry.Path), $"{entry.Path} is an object, and came back as what is only in the snapshot.");
                return RestoreChoice.Take;
            }

            return _objects.TryGetValue(entry.Path, out var known) && known.ETag == entry.ETag ? RestoreChoice.Take : RestoreChoice.Skip;
        });
        Assert.Empty(restored.Problems);
        foreach (var (path, (_, bytes, modified, mode)) in _objects)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(worker.PathOf(path))!);
            await File.WriteAllBytesAsync(worker.PathOf(path), bytes, TestContext.Current.CancellationToken);
            File.SetUnixFileMode(worker.PathOf(path), (UnixFileMode)mode);
            NativeFile.SetModified(worker.PathOf(path), modified);
        }

        return worker;
    }

    /// <summary>An old worker that wakes up, whether it knows that it is old or not.</summary>
    private async Task WriteTooLateAsync(SnapshotWorker old, SnapshotWorker owner)
    {
        owner.Write("node_modules, changed by the owner", $"{_random.Next()}");
        await SaveAsync(owner);
        old.Write("written too late", $"{_random.Next()}");
        if (_random.Next(2) == 0)
        {
            old.Fence.Lapse();
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => old.Snapshot.SaveAsync(old.Scan(), true, null, patience.Token));
        }
        else
        {
            Assert.True((await Assert.ThrowsAsync<SnapshotException>(() => old.SaveAsync())).IsConflict);
        }
    }

    // Changes with the length, so that files become objects and stop being ones.
    private bool IsObject(string path) => !path.Contains("node_modules", StringComparison.Ordinal) && path.Length % 3 != _objects.Count % 2;

    private void Change(SnapshotWorker worker)
    {
        var path = worker.PathOf(RandomPath());
        var other = worker.PathOf(RandomPath());
        try
        {
            switch (_random.Next(12))
            {
                case < 5:
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    File.WriteAllBytes(path, RandomBytes());
                    break;
                case 5:
                    Directory.CreateDirectory(path);
                    break;
                case 6:
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    File.CreateSymbolicLink(path, RandomPath());
                    break;
                case 7:
                    Delete(path);
                    break;
                case 8:
                    Delete(other);
                    Directory.Move(path, other);
                    break;
                case 9 when SnapshotState.Of(path) is { Kind: not SnapshotKind.Link }:
                    File.SetUnixFileMode(path, (UnixFileMode)(0x180 | (File.Exists(path) ? _random.Next(0x80) : 0x40)));
                    break;
                case 10 when SnapshotState.Of(path) is not null:
                    NativeFile.SetModified(path, _random.NextInt64(-1_000_000_000_000, 2_000_000_000_000_000_000));
                    break;
                default:
                    Delete(path);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    File.WriteAllBytes(path, RandomBytes());
                    break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not possible as the tree is now.
        }
    }

    private static void Delete(string path)
    {
        if (SnapshotState.Of(path) is { Kind: SnapshotKind.Folder })
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private string RandomPath() => string.Join('/', Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Names[_random.Next(Names.Length)]));

    private byte[] RandomBytes()
    {
        var bytes = new byte[_random.Next(20) == 0 ? _random.Next(600_000) : _random.Next(3000)];
        _random.NextBytes(bytes.AsSpan(0, bytes.Length / 2));
        return bytes;
    }
}
