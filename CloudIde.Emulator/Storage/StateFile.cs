using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CloudIde.Emulator.Storage;

/// <summary>
/// A small JSON file that is replaced whole: written beside its name and renamed over it, so that whoever reads it, also
/// after a kill, finds the old state or the new one.
/// </summary>
internal static class StateFile
{
    /// <summary>What a half-written file's name ends in; such a file is left over from a kill and means nothing.</summary>
    public const string TemporarySuffix = ".tmp";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a directory that only its owner can enter.</summary>
    /// <param name="path">The directory.</param>
    public static void CreatePrivateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Writes a file that only its owner can read.</summary>
    /// <typeparam name="T">The state.</typeparam>
    /// <param name="path">The file. Its directory must exist.</param>
    /// <param name="value">The state.</param>
    /// <param name="type">How it is written.</param>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var temporary = path + TemporarySuffix;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(stream, value, type);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">The state.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="type">How it is read.</param>
    /// <returns>The state, or null when there is no such file.</returns>
    /// <exception cref="JsonException">The file is not what <see cref="Write{T}"/> wrote.</exception>
    public static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, type);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
