using System.Runtime.Versioning;
using System.Security.Cryptography;
using Amazon.S3;
using CloudIde.Tests.Emulator.S3;
using CloudIde.Tests.Worker.Workspaces.Files;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Snapshots;

/// <summary>A folder, and the snapshot that it is saved to and restored from.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SnapshotWorker
{
    public SnapshotWorker(IAmazonS3 s3, string root, string temporaryFolder, FileSystemUser user)
    {
        Root = Directory.CreateDirectory(root).FullName;
        Directory.CreateDirectory(temporaryFolder);
        Snapshot = new ProjectSnapshot(
            s3, S3Server.Bucket, SnapshotWorld.ProjectId, root, temporaryFolder, user, Fence, TimeProvider.System, NullLogger<ProjectSnapshot>.Instance);
    }

    public string Root { get; }

    public SwitchableFence Fence { get; } = new();

    public ProjectSnapshot Snapshot { get; }

    /// <summary>The versions of the S3 objects that some files are copies of.</summary>
    public Dictionary<string, string> ETags { get; } = [];

    public string PathOf(string path) => Path.Combine(Root, path);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }

    public async Task<SnapshotRestored> RestoreAsync(Func<SnapshotEntry, RestoreChoice>? decide = null, IProgress<SnapshotProgress>? progress = null)
    {
        var restored = await Snapshot.RestoreAsync(decide ?? (_ => RestoreChoice.Take), progress, TestContext.Current.CancellationToken);
        foreach (var item in restored.Placed.Where(item => item.ETag is not null))
        {
            ETags[item.Path] = item.ETag!;
        }

        return restored;
    }

    public Task<SnapshotResult> SaveAsync(bool includeCached = false) => SaveAsync(Scan(), includeCached);

    public Task<SnapshotResult> SaveAsync(IReadOnlyCollection<SnapshotItem> items, bool includeCached = false) =>
        Snapshot.SaveAsync(items, includeCached, null, TestContext.Current.CancellationToken);

    /// <summary>All files, links and empty folders.</summary>
    public List<SnapshotItem> Scan()
    {
        var items = new List<SnapshotItem>();
        Scan(Root, items);
        return items;
    }

    /// <summary>What a person can tell of the folder.</summary>
    public SortedDictionary<string, string> Describe()
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in Scan())
        {
            var content = item.State.Kind switch
            {
                SnapshotKind.File => Hash(PathOf(item.Path)),
                SnapshotKind.Link => new FileInfo(PathOf(item.Path)).LinkTarget,
                _ => "",
            };

            // A link's mode means nothing, and is not the same everywhere.
            var mode = item.State.Kind == SnapshotKind.Link ? 0 : item.State.Mode;
            all[item.Path] = $"{item.State.Kind} {Convert.ToString(mode, 8)} {item.State.ModifiedNanoseconds} {content}";
        }

        return all;
    }

    private static string Hash(string fullPath)
    {
        using var file = File.OpenRead(fullPath);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    private void Scan(string folder, List<SnapshotItem> items)
    {
        var entries = Directory.GetFileSystemEntries(folder);
        if (entries.Length == 0 && folder != Root)
        {
            Add(folder, items);
        }

        foreach (var entry in entries)
        {
            if (SnapshotState.Of(entry) is { Kind: SnapshotKind.Folder })
            {
                Scan(entry, items);
            }
            else
            {
                Add(entry, items);
            }
        }
    }

    private void Add(string fullPath, List<SnapshotItem> items)
    {
        if (SnapshotState.Of(fullPath) is { } state)
        {
            var path = Path.GetRelativePath(Root, fullPath);
            items.Add(new SnapshotItem(path, state, ETags.GetValueOrDefault(path)));
        }
    }
}
