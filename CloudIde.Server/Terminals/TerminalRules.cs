using CloudIde.Core.Terminals;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Terminals;

/// <summary>What a new terminal's size and title must be.</summary>
internal static class TerminalRules
{
    /// <summary>The title of a terminal that was given none.</summary>
    public const string DefaultTitle = "Terminal";

    private const int MaxTitle = 100;

    /// <summary>Refuses a request that breaks a rule, naming each field and rule.</summary>
    /// <param name="request">What was sent.</param>
    /// <returns>The size and the title.</returns>
    /// <exception cref="ProblemException">400.</exception>
    public static (TerminalSize Size, string Title) Validate(OpenTerminalRequest request)
    {
        var size = new TerminalSize(request.Cols ?? TerminalSize.Default.Columns, request.Rows ?? TerminalSize.Default.Rows);
        var title = string.IsNullOrWhiteSpace(request.Title) ? DefaultTitle : request.Title.Trim();
        var errors = new FieldErrors();
        errors.AddIfAny("cols", size.Columns is < 1 or > TerminalSize.Max ? $"A terminal has 1 to {TerminalSize.Max} columns." : null);
        errors.AddIfAny("rows", size.Rows is < 1 or > TerminalSize.Max ? $"A terminal has 1 to {TerminalSize.Max} rows." : null);
        errors.AddIfAny("title", title.Length > MaxTitle || title.Any(char.IsControl)
            ? $"The title has up to {MaxTitle} characters and no control characters."
            : null);
        errors.ThrowIfAny();
        return (size, title);
    }
}
