using System.IO.Compression;
using CloudIde.Core.Projects;
using CloudIde.Server.Files;

namespace CloudIde.Server.Archives;

/// <summary>Streams a project's files as a zip, while they are read from S3; nothing is kept as a whole.</summary>
internal sealed class ArchiveExporter(ProjectFiles files)
{
    /// <summary>How many small files are read ahead: for them S3's latency, not its throughput, is what takes long.</summary>
    private const int Ahead = 8;

    /// <summary>
    /// Larger files are opened when it is their turn: an open answer that nobody reads for a while is closed by S3.
    /// </summary>
    private const long SmallFileBytes = 256 << 10;

    /// <summary>Zip has no time before 1980.</summary>
    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the archive. Files that were deleted since the listing are not in it.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="listing">What to write.</param>
    /// <param name="output">Where to. Need not seek.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>When all is written.</returns>
    public async Task ExportAsync(string projectId, FileListing listing, Stream output, CancellationToken cancellationToken)
    {
        await using var archive = await ZipArchive.CreateAsync(
            output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        foreach (var folder in listing.Folders)
        {
            archive.CreateEntry(folder + "/");
        }

        var ahead = new Queue<(FileView File, Task<MemoryStream?>? Small)>();
        try
        {
            using var remaining = listing.Files.GetEnumerator();
            while (true)
            {
                while (ahead.Count < Ahead && remaining.MoveNext())
                {
                    var file = remaining.Current;
                    ahead.Enqueue((file, file.Size <= SmallFileBytes ? ReadAsync(projectId, file, cancellationToken) : null));
                }

                if (!ahead.TryDequeue(out var next))
                {
                    break;
                }

                await (next.Small is null
                    ? AddLargeAsync(archive, projectId, next.File, cancellationToken)
                    : AddAsync(archive, next.File, await next.Small, cancellationToken));
            }
        }
        finally
        {
            // After a failure, those read ahead are waited for; why they failed, if they did, has been told by the first.
            foreach (var (_, small) in ahead)
            {
                await (small ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task AddAsync(
        ZipArchive archive, FileView file, Stream? content, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return;
        }

        var entry = archive.CreateEntry(file.Path, CompressionLevel.Fastest);
        var time = new DateTimeOffset(file.LastModified, TimeSpan.Zero);
        entry.LastWriteTime = time < Earliest ? Earliest : time;
        await using var target = await entry.OpenAsync(cancellationToken);
        await content.CopyToAsync(target, cancellationToken);
    }

    private async Task AddLargeAsync(
        ZipArchive archive, string projectId, FileView file, CancellationToken cancellationToken)
    {
        using var response = await files.OpenAsync(projectId, ProjectPath.Parse(file.Path), cancellationToken);
        await AddAsync(archive, file, response?.ResponseStream, cancellationToken);
    }

    private async Task<MemoryStream?> ReadAsync(string projectId, FileView file, CancellationToken cancellationToken)
    {
        using var response = await files.OpenAsync(projectId, ProjectPath.Parse(file.Path), cancellationToken);
        if (response is null)
        {
            return null;
        }

        var content = new MemoryStream();
        await response.ResponseStream.CopyToAsync(content, cancellationToken);
        content.Position = 0;
        return content;
    }
}
