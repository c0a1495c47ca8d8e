using CloudIde.Core.Settings;

namespace CloudIde.Server.Files;

/// <summary>How much a file or an archive may hold.</summary>
internal sealed record FileLimits
{
    /// <summary>
    /// The largest file that is read or written as a JSON string, 10 MiB. Such text is in memory as a whole, several
    /// times over; larger files go as raw bytes.
    /// </summary>
    public const long MaxTextBytes = 10 << 20;

    /// <summary>The largest JSON body, which fits <see cref="MaxTextBytes"/> of text where every second character is escaped.</summary>
    public const long MaxJsonBytes = 2 * MaxTextBytes;

    private const long Mebibyte = 1 << 20;

    /// <summary><c>CLOUDIDE_MAX_FILE_MIB</c>: the largest file, in bytes. S3 takes 5 GiB in one request.</summary>
    public required long MaxFileBytes { get; init; }

    /// <summary><c>CLOUDIDE_MAX_ARCHIVE_MIB</c>: the largest zip that is taken in, in bytes.</summary>
    public required long MaxArchiveBytes { get; init; }

    /// <summary><c>CLOUDIDE_MAX_EXPANDED_MIB</c>: how much the files of a zip may hold together, in bytes.</summary>
    public required long MaxExpandedBytes { get; init; }

    /// <summary><c>CLOUDIDE_MAX_ARCHIVE_ENTRIES</c>: how many entries a zip may have.</summary>
    public required int MaxArchiveEntries { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The settings.</returns>
    public static FileLimits Read(SettingsReader reader) => new()
    {
        MaxFileBytes = reader.WholeNumber("CLOUDIDE_MAX_FILE_MIB", 100, 1, 5 * 1024) * Mebibyte,
        MaxArchiveBytes = reader.WholeNumber("CLOUDIDE_MAX_ARCHIVE_MIB", 500, 1, 100 * 1024) * Mebibyte,
        MaxExpandedBytes = reader.WholeNumber("CLOUDIDE_MAX_EXPANDED_MIB", 2000, 1, 100 * 1024) * Mebibyte,
        MaxArchiveEntries = reader.WholeNumber("CLOUDIDE_MAX_ARCHIVE_ENTRIES", 20_000, 1, 1_000_000),
    };
}
