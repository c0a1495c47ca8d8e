using System.Globalization;
using System.IO.Compression;
using CloudIde.Core.Projects;
using CloudIde.Server.Files;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Archives;

/// <summary>
/// What an archive would write, checked as a whole before anything is written: no entry that leaves the project, no two
/// for one path, not too many and not too large.
/// </summary>
internal sealed class ArchivePlan
{
    /// <summary>
    /// Above this, an entry must not expand by more than <see cref="MaxRatio"/>. Text compresses up to about 20 to 1,
    /// deflate's limit is 1,032 to 1, and bombs are near that.
    /// </summary>
    private const long RatioAppliesAbove = 10 << 20;

    private const int MaxRatio = 200;

    private const int UnixTypeMask = 0xF000;
    private const int UnixRegularFile = 0x8000;

    private readonly Dictionary<string, ZipArchiveEntry> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parents = new(StringComparer.Ordinal);
    private readonly List<SkippedEntry> _skipped = [];

    private ArchivePlan()
    {
    }

    /// <summary>The files to write.</summary>
    public IEnumerable<(ProjectPath Path, ZipArchiveEntry Entry)> Files =>
        _files.Select(pair => (ProjectPath.Parse(pair.Key), pair.Value));

    /// <summary>The folders to keep although nothing is in them.</summary>
    public IEnumerable<ProjectPath> EmptyFolders => _folders.Where(path => !_parents.Contains(path)).Select(ProjectPath.Parse);

    /// <summary>Entries that are neither files nor folders.</summary>
    public IReadOnlyList<SkippedEntry> Skipped => _skipped;

    /// <summary>Checks an archive.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <returns>What it would write.</returns>
    /// <exception cref="ProblemException">400 for an unusable archive, 413 for one that is too large.</exception>
    public static ArchivePlan For(ZipArchive archive, FileLimits limits)
    {
        if (archive.Entries.Count > limits.MaxArchiveEntries)
        {
            throw ProblemException.TooLarge(string.Create(
                CultureInfo.InvariantCulture,
                $"The archive has {archive.Entries.Count:N0} entries; {limits.MaxArchiveEntries:N0} is the limit."));
        }

        var plan = new ArchivePlan();
        long total = 0;
        foreach (var entry in archive.Entries)
        {
            plan.Add(entry);

            // These are the sizes that the archive states; reading stops where an entry has more.
            total += entry.Length;
            CheckSize(entry, limits);
        }

        if (total > limits.MaxExpandedBytes)
        {
            throw ProblemException.TooLarge(string.Create(
                CultureInfo.InvariantCulture,
                $"The archive's files have {total:N0} bytes together; {limits.MaxExpandedBytes:N0} is the limit."));
        }

        if (plan._files.Keys.FirstOrDefault(plan.IsFolder) is { } clash)
        {
            throw ProblemException.BadRequest($"The archive has {clash} as a file and as a folder.");
        }

        return plan;
    }

    private static void CheckSize(ZipArchiveEntry entry, FileLimits limits)
    {
        if (entry.Length > limits.MaxFileBytes)
        {
            throw ProblemException.TooLarge(string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.FullName} in the archive has {entry.Length:N0} bytes; {limits.MaxFileBytes:N0} is the limit."));
        }

        if (entry.Length > RatioAppliesAbove && entry.Length / MaxRatio > entry.CompressedLength)
        {
            throw ProblemException.TooLarge(
                $"{entry.FullName} in the archive expands more than {MaxRatio} times, as only an archive made to fill disks does.");
        }
    }

    private bool IsFolder(string path) => _folders.Contains(path) || _parents.Contains(path);

    private void Add(ZipArchiveEntry entry)
    {
        var isFolder = entry.FullName.EndsWith('/');
        var name = isFolder ? entry.FullName[..^1] : entry.FullName;
        if (!ProjectPath.TryParse(name, out var path, out var problem))
        {
            throw ProblemException.BadRequest($"Nothing was written, because an entry of the archive has no usable name. {problem}");
        }

        // A symbolic link's target is its content; written as a file it would be neither.
        var unixType = (entry.ExternalAttributes >> 16) & UnixTypeMask;
        if (!isFolder && unixType is not 0 and not UnixRegularFile)
        {
            _skipped.Add(new SkippedEntry(name, "It is a symbolic link or another special file."));
            return;
        }

        if (entry.IsEncrypted)
        {
            throw ProblemException.BadRequest($"{name} in the archive is encrypted.");
        }

        for (var i = path.Value.IndexOf('/', StringComparison.Ordinal); i >= 0; i = path.Value.IndexOf('/', i + 1))
        {
            _parents.Add(path.Value[..i]);
        }

        if (isFolder)
        {
            _folders.Add(path.Value);
        }
        else if (!_files.TryAdd(path.Value, entry))
        {
            throw ProblemException.BadRequest($"The archive has {path} twice.");
        }
    }
}
