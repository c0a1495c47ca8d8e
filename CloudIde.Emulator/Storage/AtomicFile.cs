namespace CloudIde.Emulator.Storage;

/// <summary>Small files that are either the old or the new whole, whenever the process dies.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file beside the old one and renames it over it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".new";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }
}
