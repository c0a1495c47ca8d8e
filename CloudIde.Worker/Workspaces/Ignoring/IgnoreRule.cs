namespace CloudIde.Worker.Workspaces.Ignoring;

/// <summary>One line of a <c>.gitignore</c>.</summary>
/// <param name="Negated">It says what is not ignored.</param>
/// <param name="FoldersOnly">It is about folders only.</param>
/// <param name="NameOnly">It is about the last segment, wherever the path is; otherwise about the whole path below its folder.</param>
/// <param name="Literal">
/// What the name or path starts with; all of it when there is no <paramref name="Rest"/> and <paramref name="AnyPrefix"/> is false.
/// </param>
/// <param name="AnyPrefix">Anything may stand before <paramref name="Literal"/>: the frequent <c>*.o</c>.</param>
/// <param name="Rest">What follows <paramref name="Literal"/>, or null.</param>
internal sealed record IgnoreRule(bool Negated, bool FoldersOnly, bool NameOnly, string Literal, bool AnyPrefix, PathGlob? Rest)
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <returns>The rule, or null when it is a comment or can match nothing.</returns>
    public static IgnoreRule? Parse(ReadOnlySpan<char> line)
    {
        if (line.StartsWith('#'))
        {
            return null;
        }

        line = TrimEnd(line);
        var negated = line.StartsWith('!');
        line = negated ? line[1..] : line;
        var foldersOnly = line.EndsWith('/');
        line = foldersOnly ? line[..^1] : line;
        var nameOnly = !line.Contains('/');
        line = line.StartsWith('/') ? line[1..] : line;
        if (line.IsEmpty)
        {
            return null;
        }

        if (nameOnly && line[0] == '*' && PathGlob.LiteralLength(line[1..]) == line.Length - 1)
        {
            return new IgnoreRule(negated, foldersOnly, nameOnly, line[1..].ToString(), AnyPrefix: true, null);
        }

        // Git, too, cuts off what has no wildcards before it looks at the rest, which shows: in "a**/b" the stars then stand
        // at the beginning and count as whole folders.
        var literal = PathGlob.LiteralLength(line);
        var rest = line[literal..];
        if (rest.IsEmpty)
        {
            return new IgnoreRule(negated, foldersOnly, nameOnly, line.ToString(), AnyPrefix: false, null);
        }

        return PathGlob.TryParse(rest, nameOnly, out var glob)
            ? new IgnoreRule(negated, foldersOnly, nameOnly, line[..literal].ToString(), AnyPrefix: false, glob)
            : null;
    }

    /// <summary>Without spaces at the end, but for those that a backslash protects.</summary>
    private static ReadOnlySpan<char> TrimEnd(ReadOnlySpan<char> line)
    {
        var end = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                // A backslash that is the very last character ends the search: the spaces before it were not at the end.
                i++;
                end = Math.Min(i + 1, line.Length);
            }
            else if (line[i] != ' ')
            {
                end = i + 1;
            }
        }

        return line[..end];
    }
}
