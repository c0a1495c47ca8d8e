using System.Text.Json.Serialization;

namespace CloudIde.Core.Files;

/// <summary>What happened to a project's files.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FileChangeKind>))]
public enum FileChangeKind
{
    /// <summary>A file was created or changed.</summary>
    Written,

    /// <summary>A file was deleted.</summary>
    Deleted,

    /// <summary>More changed than is worth naming: whoever shows the files lists them again.</summary>
    Many,

    /// <summary>Two sides changed one file; the second version was kept under another name.</summary>
    Conflict,

    /// <summary>A file could not be brought to the other side, or not as a file of its own.</summary>
    Notice,
}
