namespace CloudIde.Orchestrator.Simulation;

/// <summary>A table in a Markdown file, between two markers, which is generated and never edited.</summary>
internal static class GeneratedTable
{
    private const string Begin = "<!-- simulation: begin -->";
    private const string End = "<!-- simulation: end -->";

    /// <summary>Replaces what is between the markers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What comes between them.</param>
    /// <exception cref="InvalidDataException">The file has no such markers.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static void Replace(string path, string content)
    {
        var text = File.ReadAllText(path);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidDataException($"{path} has no lines {Begin} and {End} to put the table between.");
        }

        File.WriteAllText(path, $"{text[..(begin + Begin.Length)]}\n{content}{text[end..]}");
    }
}
