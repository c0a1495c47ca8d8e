using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using CloudIde.Server.Files;
using CloudIde.Server.Problems;
using Microsoft.AspNetCore.WebUtilities;

namespace CloudIde.Server.Archives;

/// <summary>Writes the files of a zip into a project. Files that exist are replaced; others stay.</summary>
internal sealed class ArchiveImporter(ProjectFiles files, FileChangeNotices notices, FileLimits limits)
{
    private const int MemoryThreshold = 256 << 10;

    /// <summary>Imports an archive.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="content">The zip; must be able to seek.</param>
    /// <param name="cancellationToken">Stops waiting; what was written by then stays.</param>
    /// <returns>What was written and what was not.</returns>
    /// <exception cref="ProblemException">400 no usable zip, 409 a file where a folder is, 413 too large. Nothing is written then.</exception>
    public async Task<ArchiveImportAnswer> ImportAsync(string projectId, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            await using var archive = await ZipArchive.CreateAsync(
                content, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            var plan = ArchivePlan.For(archive, limits);
            await CheckConflictsAsync(projectId, plan, cancellationToken);
            return await WriteAsync(projectId, plan, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw ProblemException.BadRequest($"The body is not a usable zip archive: {error.Message}");
        }
    }

    private async Task<ArchiveImportAnswer> WriteAsync(
        string projectId, ArchivePlan plan, CancellationToken cancellationToken)
    {
        var written = new List<string>();
        var folders = new List<string>();
        long bytes = 0;
        using var report = notices.Begin(projectId);
        foreach (var (path, entry) in plan.Files)
        {
            await using var content = await ExpandAsync(entry, limits.MaxExpandedBytes - bytes, cancellationToken);
            var type = ContentTypes.ForWriting(path.Value, given: null, isText: false);
            report.Written(await files.WriteAsync(projectId, path, content, type, expected: null, cancellationToken));
            bytes += content.Length;
            written.Add(path.Value);
        }

        foreach (var folder in plan.EmptyFolders)
        {
            await files.AddFolderAsync(projectId, folder, cancellationToken);
            report.Written(folder.Value + "/");
            folders.Add(folder.Value);
        }

        report.Complete();

        return new ArchiveImportAnswer(
            string.Create(CultureInfo.InvariantCulture, $"{written.Count} files were written, {plan.Skipped.Count} entries skipped."),
            written,
            folders,
            plan.Skipped,
            bytes);
    }

    /// <summary>Expands an entry, to no more than it states and than is left, whatever it really holds.</summary>
    private static async Task<Stream> ExpandAsync(ZipArchiveEntry entry, long left, CancellationToken cancellationToken)
    {
        var limit = Math.Min(entry.Length, left);
        await using var expanded = await entry.OpenAsync(cancellationToken);
        var spool = new FileBufferingReadStream(expanded, MemoryThreshold, limit, Path.GetTempPath());
        try
        {
            await spool.DrainAsync(cancellationToken);
            spool.Position = 0;
            var checksum = new Crc32();
            await checksum.AppendAsync(spool, cancellationToken);
            if (spool.Length != entry.Length || checksum.GetCurrentHashAsUInt32() != entry.Crc32)
            {
                // The framework reads the archive's checksums but does not check them.
                throw new InvalidDataException($"{entry.FullName} is damaged.");
            }

            spool.Position = 0;
            return spool;
        }
        catch (IOException error) when (error.Message == "Buffer limit exceeded.")
        {
            await spool.DisposeAsync();
            throw ProblemException.TooLarge($"{entry.FullName} in the archive holds more than it states.");
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    /// <summary>One listing instead of several questions for each file.</summary>
    private async Task CheckConflictsAsync(string projectId, ArchivePlan plan, CancellationToken cancellationToken)
    {
        var listing = await files.ListAsync(projectId, cancellationToken);
        var existingFiles = listing.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var existingFolders = listing.Folders.ToHashSet(StringComparer.Ordinal);
        foreach (var path in existingFiles.Concat(listing.Folders).SelectMany(ParentsOf))
        {
            existingFolders.Add(path);
        }

        foreach (var path in plan.Files.Select(file => file.Path.Value))
        {
            if (existingFolders.Contains(path))
            {
                throw ProblemException.Conflict($"Nothing was written: {path} is a file in the archive and a folder in the project.");
            }
        }

        var folders = plan.Files.SelectMany(file => ParentsOf(file.Path.Value))
            .Concat(plan.EmptyFolders.SelectMany(folder => ParentsOf(folder.Value).Append(folder.Value)));
        foreach (var path in folders)
        {
            if (existingFiles.Contains(path))
            {
                throw ProblemException.Conflict($"Nothing was written: {path} is a folder in the archive and a file in the project.");
            }
        }
    }

    private static IEnumerable<string> ParentsOf(string path)
    {
        for (var i = path.IndexOf('/', StringComparison.Ordinal); i >= 0; i = path.IndexOf('/', i + 1))
        {
            yield return path[..i];
        }
    }
}
