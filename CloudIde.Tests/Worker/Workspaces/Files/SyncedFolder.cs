using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Core.Projects;
using CloudIde.Tests.Emulator.S3;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces;
using CloudIde.Worker.Workspaces.Files;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>A folder on disk and a project in the emulator's S3, kept equal by a <see cref="WorkspaceSync"/>.</summary>
public sealed class SyncedFolder : IAsyncLifetime
{
    private const string ProjectId = "project";

    private readonly S3Server _s3 = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "cloudide-sync-" + Guid.NewGuid().ToString("N"));
    private WorkspaceSync? _sync;
    private FolderWatch? _watch;

    public string Root => Path.Combine(_folder, "files");

    internal WorkspaceSync Sync => _sync!;

    internal SwitchableFence Fence { get; } = new();

    internal ProjectStore Store { get; private set; } = null!;

    internal DirtyPaths Dirty { get; private set; } = null!;

    internal SyncNotices Notices { get; private set; } = null!;

    internal SyncLimits Limits { get; init; } = new(64 << 20, 10_000);

    internal AmazonS3Client S3 => _s3.Client;

    /// <summary>What the worker reaches S3 with.</summary>
    internal Func<AmazonS3Client, AmazonS3Client> Client { get; init; } = client => client;

    private string Temporary => Path.Combine(_folder, "incoming");

    public async ValueTask InitializeAsync()
    {
        await _s3.InitializeAsync();
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Temporary);
        Connect();
    }

    public async ValueTask DisposeAsync()
    {
        _sync?.Dispose();
        _watch?.Dispose();
        await _s3.DisposeAsync();
        new WorkspaceFolder(_folder).Dispose();
    }

    public string PathOf(string path) => Path.Combine(Root, path);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }

    public string Read(string path) => File.ReadAllText(PathOf(path));

    public Task<int> SyncAsync(bool lookAtRemote = true) => Sync.SyncAsync(lookAtRemote, TestContext.Current.CancellationToken);

    /// <summary>Moves what the system told of, and nothing else; without looking at S3 but for the paths that are named.</summary>
    public Task<int> SyncChangedAsync(params string[] remote)
    {
        _watch!.Drain(Dirty);
        var paths = Dirty.Take(out var all);
        Assert.False(all);

        // A file that was uploaded a moment ago is not left for later here.
        paths.AddRange(Dirty.TakeEvenEarly());
        return Sync.SyncPathsAsync(paths, [.. remote.Select(ProjectPath.Parse)], TestContext.Current.CancellationToken);
    }

    public async Task RestoreAsync()
    {
        var (files, folders) = await Store.ListAsync(TestContext.Current.CancellationToken);
        await Sync.RestoreAsync(files, folders, [], _ => { }, TestContext.Current.CancellationToken);
    }

    public Task PutAsync(string path, string text) => S3.PutObjectAsync(
        new PutObjectRequest { BucketName = S3Server.Bucket, Key = Key(path), ContentBody = text }, TestContext.Current.CancellationToken);

    public Task DeleteAsync(string path) => S3.DeleteObjectAsync(S3Server.Bucket, Key(path), TestContext.Current.CancellationToken);

    public async Task<string?> GetAsync(string path)
    {
        try
        {
            using var response = await S3.GetObjectAsync(S3Server.Bucket, Key(path), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(response.ResponseStream);
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task<string[]> KeysAsync()
    {
        var page = await S3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = S3Server.Bucket, Prefix = ProjectKeys.Files(ProjectId) },
            TestContext.Current.CancellationToken);
        return [.. (page.S3Objects ?? []).Select(item => item.Key[ProjectKeys.Files(ProjectId).Length..])];
    }

    public async Task StopS3Async()
    {
        await _s3.StopAsync();
    }

    /// <summary>Another worker, or this one after a loss: an empty folder that knows nothing.</summary>
    public void StartOver()
    {
        Directory.Delete(Root, recursive: true);
        Directory.CreateDirectory(Root);
        Connect();
    }

    private static string Key(string path) => ProjectKeys.Files(ProjectId) + path;

    private void Connect()
    {
        _watch?.Dispose();
        _sync?.Dispose();
        Dirty = new DirtyPaths(TimeProvider.System);
        Notices = new SyncNotices();
        _watch = FolderWatch.TryCreate(Root);
        Store = new ProjectStore(Client(S3), S3Server.Bucket, ProjectId, FileSystemUser.Self, Fence, TimeProvider.System);
        _sync = new WorkspaceSync(
            Store,
            new WorkspaceDisk(Root, Temporary, FileSystemUser.Self),
            new FolderScan(Root, Limits.LargestObject, _watch),
            Limits,
            Dirty,
            Notices,
            TimeProvider.System,
            NullLogger<WorkspaceSync>.Instance);
    }
}
