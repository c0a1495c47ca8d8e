using System.Diagnostics;
using System.Runtime.Versioning;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Workspaces.Snapshots;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>
/// A file with holes passes in both directions and keeps them. 256 MB, or what <c>CLOUDIDE_SPARSE_MEGABYTES</c> says.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class SparseFileTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly SnapshotWorld _world = new();

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task SparseFile_SavedAndRestored_StaysSparse()
    {
        var megabytes = int.TryParse(Environment.GetEnvironmentVariable("CLOUDIDE_SPARSE_MEGABYTES"), out var given) ? given : 256;
        var worker = await _world.RestoredWorkerAsync();
        var path = worker.PathOf("disk.img");
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            RandomAccess.SetLength(file, megabytes * 1_000_000L);
            RandomAccess.Write(file, "start"u8, 0);
            RandomAccess.Write(file, "middle"u8, megabytes * 500_000L);
        }

        Assert.SkipUnless(FileStatus.Of(path) is { AllocatedBytes: < 1_000_000 }, "This file system keeps no holes.");
        var started = Stopwatch.GetTimestamp();
        var result = await worker.SaveAsync();
        var saved = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        var fresh = await _world.RestoredWorkerAsync();
        output.WriteLine(
            $"{megabytes} MB: saved in {saved.TotalSeconds:F1} s as {result.Bytes} bytes, restored in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, " +
            $"peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB of the whole test process");

        Assert.Empty(result.NotSaved);
        Assert.InRange(FileStatus.Of(fresh.PathOf("disk.img"))!.Value.AllocatedBytes, 1, 1_000_000);
        Assert.Equal(SnapshotState.Of(path)!.Value.Size, SnapshotState.Of(fresh.PathOf("disk.img"))!.Value.Size);
        Assert.Equal(worker.Describe(), fresh.Describe());
    }
}
