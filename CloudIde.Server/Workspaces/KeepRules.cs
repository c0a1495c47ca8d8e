using CloudIde.Core.Workspaces;
using CloudIde.Server.Problems;

namespace CloudIde.Server.Workspaces;

/// <summary>How long a workspace can be asked to be kept.</summary>
internal static class KeepRules
{
    private static readonly int MostMinutes = (int)WorkspaceKeeping.Longest.TotalMinutes;

    /// <summary>Refuses a request that breaks a rule, naming the field and the rule.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="now">The time.</param>
    /// <returns>Until when the workspace is kept; <paramref name="now"/> to end it.</returns>
    /// <exception cref="ProblemException">400.</exception>
    public static DateTimeOffset Validate(KeepRequest request, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        if (request is { Minutes: null, Until: null })
        {
            errors.Add("minutes", "Say for how many minutes, or until when, the workspace is to be kept: \"minutes\" or \"until\".");
        }
        else if (request is { Minutes: not null, Until: not null })
        {
            errors.Add("until", "Give either \"minutes\" or \"until\", not both.");
        }

        errors.AddIfAny("minutes", request.Minutes < 0 || request.Minutes > MostMinutes
            ? $"The minutes must be a whole number from 0, which ends the keeping, to {MostMinutes} (7 days)."
            : null);
        errors.AddIfAny("until", request.Until <= now || request.Until > now + WorkspaceKeeping.Longest
            ? "The time must lie in the future, 7 days at most, such as \"2030-01-31T18:00:00Z\"."
            : null);
        errors.ThrowIfAny();
        return request.Until ?? now.AddMinutes(request.Minutes!.Value);
    }
}
