using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CloudIde.Worker.Workspaces.Ignoring;

/// <summary>A pattern with wildcards, as git reads it. Matching takes polynomial time, whatever the pattern.</summary>
internal sealed class PathGlob
{
    private const byte Slash = (byte)'/';

    private readonly GlobToken[] _tokens;

    // No shorter text can match.
    private readonly int _minLength;

    private PathGlob(GlobToken[] tokens)
    {
        _tokens = tokens;
        _minLength = tokens.Count(token => token.Kind is GlobKind.Byte or GlobKind.Any or GlobKind.Set);
    }

    /// <summary>How much of a text is free of wildcards and escapes, from its start.</summary>
    /// <param name="text">The text.</param>
    /// <returns>A length in characters.</returns>
    public static int LiteralLength(ReadOnlySpan<char> text) => text.IndexOfAny("*?[\\") is var special and >= 0 ? special : text.Length;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="nameOnly">Whether it is about a name, where two stars are no more than one.</param>
    /// <param name="glob">The pattern.</param>
    /// <returns>False when it can match nothing, such as with a '[' that never ends.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, bool nameOnly, [NotNullWhen(true)] out PathGlob? glob)
    {
        glob = null;
        var pattern = Encoding.UTF8.GetBytes(text.ToString());
        var tokens = new List<GlobToken>();
        for (var position = 0; position < pattern.Length;)
        {
            var value = pattern[position];
            if (value == '*')
            {
                tokens.Add(ParseStars(pattern, ref position, nameOnly));
                continue;
            }

            position++;
            if (value == '\\' && position == pattern.Length)
            {
                return false;
            }

            if (value == '[')
            {
                if (ByteSet.Parse(pattern, ref position) is not { } set)
                {
                    return false;
                }

                tokens.Add(new GlobToken(GlobKind.Set, Set: set));
                continue;
            }

            tokens.Add(value switch
            {
                (byte)'?' => new GlobToken(GlobKind.Any),
                (byte)'\\' => new GlobToken(GlobKind.Byte, pattern[position++]),
                _ => new GlobToken(GlobKind.Byte, value),
            });
        }

        glob = new PathGlob([.. tokens]);
        return true;
    }

    /// <summary>Whether a whole text matches.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <returns>True when it does.</returns>
    /// <remarks>
    /// Only the last star and the last <c>**</c> are ever tried again: what an earlier one could take more of, the last one can
    /// take as well. A star in an earlier segment is over with the '/' behind it, since no star takes a '/'.
    /// </remarks>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (text.Length < _minLength)
        {
            return false;
        }

        var (token, position) = (0, 0);
        var (afterStar, starEnd) = (-1, 0);
        var (afterFolders, foldersEnd) = (-1, 0);
        while (true)
        {
            if (token == _tokens.Length)
            {
                if (position == text.Length)
                {
                    return true;
                }
            }
            else if (_tokens[token].Kind == GlobKind.Everything)
            {
                return true;
            }
            else if (_tokens[token].Kind == GlobKind.Star)
            {
                (afterStar, starEnd) = (++token, position);
                continue;
            }
            else if (_tokens[token].Kind is GlobKind.Folders or GlobKind.SomeFolders)
            {
                var none = _tokens[token].Kind == GlobKind.Folders;
                afterStar = -1;
                (afterFolders, foldersEnd) = (++token, position);
                if (none)
                {
                    continue;
                }
            }
            else if (position < text.Length && _tokens[token].Fits(text[position]))
            {
                afterStar = text[position] == Slash ? -1 : afterStar;
                token++;
                position++;
                continue;
            }

            if (afterStar >= 0 && starEnd < text.Length && text[starEnd] != Slash)
            {
                (token, position) = (afterStar, ++starEnd);
            }
            else if (afterFolders >= 0 && text[foldersEnd..].IndexOf(Slash) is var slash and >= 0)
            {
                foldersEnd += slash + 1;
                (token, position) = (afterFolders, foldersEnd);
                afterStar = -1;
            }
            else
            {
                return false;
            }
        }
    }

    private static GlobToken ParseStars(ReadOnlySpan<byte> pattern, ref int position, bool nameOnly)
    {
        var start = position;
        while (position < pattern.Length && pattern[position] == '*')
        {
            position++;
        }

        var rest = pattern[position..];
        var isWholeSegment = position - start > 1 && !nameOnly && (start == 0 || pattern[start - 1] == Slash);
        if (isWholeSegment && rest.IsEmpty)
        {
            return new GlobToken(GlobKind.Everything);
        }

        if (isWholeSegment && rest[0] == Slash)
        {
            position++;
            return new GlobToken(GlobKind.Folders);
        }

        if (isWholeSegment && rest.StartsWith(@"\/"u8))
        {
            position += 2;
            return new GlobToken(GlobKind.SomeFolders);
        }

        return new GlobToken(GlobKind.Star);
    }
}
