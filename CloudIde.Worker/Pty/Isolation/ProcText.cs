using System.Globalization;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>Reads numbers out of /proc's texts.</summary>
internal static class ProcText
{
    /// <summary>The bytes in a line such as <c>Pss:    1234 kB</c>.</summary>
    internal static long Kilobytes(string line)
    {
        var start = line.AsSpan().IndexOfAnyInRange('0', '9');
        var end = line.IndexOf(" kB", StringComparison.Ordinal);
        return start > 0 && end > start
            && long.TryParse(line.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes * 1024
            : 0;
    }

    /// <summary>One value of a file, looked for with a user's rights.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">How its line begins.</param>
    /// <param name="user">Whose rights: in a container root may not look into another user's process.</param>
    /// <returns>The line, or null when it could not be read.</returns>
    internal static string? Line(string path, string title, FileSystemUser user)
    {
        using var scope = user.Enter();
        try
        {
            return File.ReadLines(path).FirstOrDefault(line => line.StartsWith(title, StringComparison.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
