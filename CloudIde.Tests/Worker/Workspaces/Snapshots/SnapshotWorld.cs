using System.Runtime.Versioning;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Tests.Emulator.S3;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces;
using CloudIde.Worker.Workspaces.Snapshots.Archives;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>The emulator's S3, and workers that save one project's snapshot there and restore it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SnapshotWorld : IAsyncLifetime
{
    public const string ProjectId = "project";
    public const string Prefix = $"projects/{ProjectId}/snapshot/";

    private readonly S3Server _s3 = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("cloudide-snapshot-").FullName;

    internal AmazonS3Client S3 => _s3.Client;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The worker does not run on Windows.");
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherExecute);
        await _s3.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _s3.DisposeAsync();
        new WorkspaceFolder(_folder).Dispose();
    }

    /// <summary>A worker with an empty folder.</summary>
    internal SnapshotWorker NewWorker(IAmazonS3? s3 = null, FileSystemUser? user = null, string? root = null)
    {
        var folder = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        return new SnapshotWorker(s3 ?? S3, root ?? Path.Combine(folder, "files"), Path.Combine(folder, "incoming"), user ?? FileSystemUser.Self);
    }

    /// <summary>A worker that has restored what there is.</summary>
    internal async Task<SnapshotWorker> RestoredWorkerAsync()
    {
        var worker = NewWorker();
        await worker.RestoreAsync();
        return worker;
    }

    public async Task<string[]> PacksAsync()
    {
        var page = await S3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = S3Server.Bucket, Prefix = Prefix }, TestContext.Current.CancellationToken);
        return [.. (page.S3Objects ?? []).Select(item => item.Key[Prefix.Length..]).Where(name => name != "manifest.json")];
    }

    public async Task<byte[]> GetAsync(string name)
    {
        using var response = await S3.GetObjectAsync(S3Server.Bucket, Prefix + name, TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    public Task PutAsync(string name, byte[] bytes) => S3.PutObjectAsync(
        new PutObjectRequest { BucketName = S3Server.Bucket, Key = Prefix + name, InputStream = new MemoryStream(bytes) },
        TestContext.Current.CancellationToken);

    /// <summary>A snapshot of one pack that no worker has written.</summary>
    internal async Task ForgeAsync(Action<PaxWriter> write)
    {
        using var bytes = new MemoryStream();
        await using (var compression = new ZstdSharp.CompressionStream(bytes, 1, leaveOpen: true))
        {
            var archive = new PaxWriter(compression);
            write(archive);
            archive.Complete();
        }

        await PutAsync("forged.tar.zst", bytes.ToArray());
        await PutAsync("manifest.json", Encoding.UTF8.GetBytes($$"""
            {"version":1,"revision":"forged","packs":[{"sequence":1,"name":"forged.tar.zst","size":{{bytes.Length}},"entries":1,"bytes":1,"broken":[]}]}
            """));
    }
}
