using System.Text;

namespace CloudIde.Emulator.Logs;

/// <summary>
/// CloudWatch's pattern for unstructured events: terms that must all occur, quoted where they hold more than letters,
/// digits and underscores; <c>?term</c>s of which one must occur; <c>-term</c>s that must not. Case matters. As on AWS,
/// optional terms do not narrow a pattern that has required ones as well.
/// Patterns for JSON (<c>{ }</c>), for columns (<c>[ ]</c>) and regular expressions (<c>% %</c>) are left out.
/// </summary>
internal sealed class FilterPattern
{
    private readonly List<string> _required = [];
    private readonly List<string> _optional = [];
    private readonly List<string> _excluded = [];

    private FilterPattern()
    {
    }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern; an empty one matches every event.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    /// <returns>The pattern, or null when it is invalid or of a kind that is left out.</returns>
    public static FilterPattern? Parse(string? text, out string? problem)
    {
        var pattern = new FilterPattern();
        problem = null;
        text = text?.Trim() ?? "";
        if (text.Length > 0 && text[0] is '{' or '[' or '%')
        {
            problem = "Invalid filter pattern: patterns for JSON, for columns and regular expressions are not emulated";
            return null;
        }

        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var terms = pattern._required;
            if (text[at] is '?' or '-')
            {
                terms = text[at] == '?' ? pattern._optional : pattern._excluded;
                at++;
            }

            var term = ReadTerm(text, ref at);
            if (string.IsNullOrEmpty(term))
            {
                problem = "Invalid filter pattern";
                return null;
            }

            terms.Add(term);
        }

        return pattern;
    }

    /// <summary>Whether an event's text matches.</summary>
    /// <param name="message">The text.</param>
    /// <returns>True when it does.</returns>
    public bool Matches(string message) =>
        _required.TrueForAll(term => message.Contains(term, StringComparison.Ordinal))
        && !_excluded.Exists(term => message.Contains(term, StringComparison.Ordinal))
        && (_optional.Count == 0
            || _required.Count > 0
            || _optional.Exists(term => message.Contains(term, StringComparison.Ordinal)));

    private static string? ReadTerm(string text, ref int at)
    {
        if (at < text.Length && text[at] == '"')
        {
            return ReadQuoted(text, ref at);
        }

        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        // Anything but letters, digits and underscores must be quoted.
        return at < text.Length && !char.IsWhiteSpace(text[at]) ? null : text[start..at];
    }

    private static string? ReadQuoted(string text, ref int at)
    {
        var term = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    at++;
                    return term.ToString();
                case '\\' when at + 1 < text.Length:
                    term.Append(text[++at]);
                    break;
                default:
                    term.Append(text[at]);
                    break;
            }
        }

        return null;
    }
}
