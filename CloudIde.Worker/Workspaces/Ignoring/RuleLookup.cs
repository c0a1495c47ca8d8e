namespace CloudIde.Worker.Workspaces.Ignoring;

/// <summary>For texts without wildcards: the last rule about each.</summary>
internal sealed class RuleLookup
{
    private readonly Dictionary<string, (int OfAny, int OfFolders)> _last = new(StringComparer.Ordinal);

    /// <summary>Adds a rule; later ones overrule earlier ones.</summary>
    /// <param name="text">The whole text that it is about.</param>
    /// <param name="index">Its place among the file's rules, from 0.</param>
    /// <param name="foldersOnly">Whether it is about folders only.</param>
    public void Add(string text, int index, bool foldersOnly) =>
        _last[text] = (foldersOnly ? _last.GetValueOrDefault(text, (-1, -1)).Item1 : index, index);

    /// <summary>Finds the last rule about a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isFolder">Whether it names a folder.</param>
    /// <returns>The rule's place, or -1.</returns>
    public int Find(ReadOnlySpan<char> text, bool isFolder)
    {
        if (_last.Count == 0 || !_last.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var last))
        {
            return -1;
        }

        return isFolder ? last.OfFolders : last.OfAny;
    }
}
