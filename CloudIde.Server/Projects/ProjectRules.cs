using CloudIde.Server.Problems;

namespace CloudIde.Server.Projects;

/// <summary>What a project's name, description, stack and language must be.</summary>
internal static class ProjectRules
{
    private const int MaxName = 100;
    private const int MaxDescription = 2000;
    private const int MaxLabel = 40;

    /// <summary>Refuses a new project that breaks a rule, naming each field and rule.</summary>
    /// <param name="request">What was sent.</param>
    /// <exception cref="ProblemException">400.</exception>
    public static void Validate(CreateProjectRequest request) =>
        Validate(request.Name ?? "", request.Description, request.Stack, request.Language);

    /// <summary>Refuses a change that breaks a rule, naming each field and rule.</summary>
    /// <param name="request">What was sent.</param>
    /// <exception cref="ProblemException">400.</exception>
    public static void Validate(UpdateProjectRequest request) =>
        Validate(request.Name, request.Description, request.Stack, request.Language);

    private static void Validate(string? name, string? description, string? stack, string? language)
    {
        var errors = new FieldErrors();
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > MaxName || name.Any(char.IsControl)))
        {
            errors.Add("name", $"The name must have 1 to {MaxName} characters and no line breaks.");
        }

        if (description?.Length > MaxDescription)
        {
            errors.Add("description", $"The description must not have more than {MaxDescription} characters.");
        }

        ValidateLabel("stack", stack);
        ValidateLabel("language", language);
        errors.ThrowIfAny();

        void ValidateLabel(string field, string? label)
        {
            if (label is not null && (label.Length > MaxLabel || label.Any(char.IsControl)))
            {
                errors.Add(field, $"The {field} must not have more than {MaxLabel} characters or line breaks.");
            }
        }
    }
}
