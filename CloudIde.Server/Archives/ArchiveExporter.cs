using System.IO.Compression;
using Amazon.S3.Model;
using CloudIde.Core.Projects;
using CloudIde.Server.Files;

namespace CloudIde.Server.Archives;

/// <summary>Streams a project's files as a zip, while they are read from S3; nothing is kept as a whole.</summary>
internal sealed class ArchiveExporter(ProjectFiles files)
{
    /// <summary>How many files are asked for ahead: S3's latency a file, not its throughput, is what takes long.</summary>
    private const int Ahead = 8;

    /// <summary>Zip has no time before 1980.</summary>
    private static readonly DateTimeOffset Earliest = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the archive.</summary>
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

        var opening = new Queue<(FileView File, Task<GetObjectResponse?> Response)>();
        try
        {
            using var remaining = listing.Files.GetEnumerator();
            while (true)
            {
                while (opening.Count < Ahead && remaining.MoveNext())
                {
                    var path = ProjectPath.Parse(remaining.Current.Path);
                    opening.Enqueue((remaining.Current, files.OpenAsync(projectId, path, cancellationToken)));
                }

                if (!opening.TryDequeue(out var next))
                {
                    break;
                }

                // One that was deleted since the listing is simply not there any more.
                using var response = await next.Response;
                if (response is not null)
                {
                    await AddAsync(archive, next.File, response, cancellationToken);
                }
            }
        }
        finally
        {
            foreach (var (_, response) in opening)
            {
                await DisposeAsync(response);
            }
        }
    }

    private static async Task AddAsync(
        ZipArchive archive, FileView file, GetObjectResponse response, CancellationToken cancellationToken)
    {
        var entry = archive.CreateEntry(file.Path, CompressionLevel.Fastest);
        var time = new DateTimeOffset(file.LastModified, TimeSpan.Zero);
        entry.LastWriteTime = time < Earliest ? Earliest : time;
        await using var content = await entry.OpenAsync(cancellationToken);
        await response.ResponseStream.CopyToAsync(content, cancellationToken);
    }

    /// <summary>Gives back the connection of a file that is no longer wanted. Why it failed, if it did, was told by another.</summary>
    private static async Task DisposeAsync(Task<GetObjectResponse?> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            (await opening)?.Dispose();
        }
    }
}
