using System.Buffers;
using System.Text;

namespace CloudIde.Worker.Workspaces.Ignoring;

/// <summary>
/// The rules of one <c>.gitignore</c>. Most are plain names, extensions and paths, which are looked up; only those with other
/// wildcards are tried one by one, so that a tree of 100,000 files takes a fraction of a second.
/// </summary>
internal sealed class IgnoreFile
{
    private const int StackBytes = 1024;

    private readonly bool[] _negated;
    private readonly RuleLookup _names = new();
    private readonly RuleLookup _suffixes = new();
    private readonly RuleLookup _paths = new();
    private readonly List<(int Index, IgnoreRule Rule)> _globs = [];

    // Lengths of what follows the star, such as 2 for *.o.
    private readonly int[] _suffixLengths;

    private IgnoreFile(List<IgnoreRule> rules)
    {
        _negated = [.. rules.Select(rule => rule.Negated)];
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            if (rule.Rest is not null)
            {
                _globs.Add((i, rule));
            }
            else
            {
                (rule.AnyPrefix ? _suffixes : rule.NameOnly ? _names : _paths).Add(rule.Literal, i, rule.FoldersOnly);
            }
        }

        // The last one decides, so it is tried first.
        _globs.Reverse();
        _suffixLengths = [.. rules.Where(rule => rule.AnyPrefix).Select(rule => rule.Literal.Length).Distinct()];
    }

    /// <summary>Whether no rule can match anything.</summary>
    public bool IsEmpty => _negated.Length == 0;

    /// <summary>Reads a file.</summary>
    /// <param name="text">What it holds.</param>
    /// <returns>Its rules.</returns>
    public static IgnoreFile Parse(ReadOnlySpan<char> text)
    {
        var rules = new List<IgnoreRule>();
        text = text.StartsWith('\uFEFF') ? text[1..] : text;
        foreach (var range in text.Split('\n'))
        {
            var line = text[range];
            line = line.EndsWith('\r') ? line[..^1] : line;

            // For git, written in C, a zero byte ends the line.
            var zero = line.IndexOf('\0');
            if (IgnoreRule.Parse(zero < 0 ? line : line[..zero]) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return new IgnoreFile(rules);
    }

    /// <summary>What these rules say about a path.</summary>
    /// <param name="path">The path, relative to the folder of the file.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    /// <returns>True: ignored; false: not ignored, whatever the folders above say; null: no rule matches.</returns>
    public bool? Decide(ReadOnlySpan<char> path, bool isFolder)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var last = Math.Max(_names.Find(name, isFolder), _paths.Find(path, isFolder));
        foreach (var length in _suffixLengths)
        {
            last = length <= name.Length ? Math.Max(last, _suffixes.Find(name[^length..], isFolder)) : last;
        }

        foreach (var (index, rule) in _globs)
        {
            if (index <= last)
            {
                break;
            }

            if ((isFolder || !rule.FoldersOnly) && Matches(rule, rule.NameOnly ? name : path))
            {
                last = index;
                break;
            }
        }

        return last < 0 ? null : !_negated[last];
    }

    private static bool Matches(IgnoreRule rule, ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(rule.Literal, StringComparison.Ordinal))
        {
            return false;
        }

        // Bytes, because for git '?' is one byte.
        text = text[rule.Literal.Length..];
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (size <= StackBytes)
        {
            Span<byte> bytes = stackalloc byte[StackBytes];
            return rule.Rest!.IsMatch(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(size);
        var isMatch = rule.Rest!.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return isMatch;
    }
}
