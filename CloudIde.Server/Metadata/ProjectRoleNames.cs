namespace CloudIde.Server.Metadata;

/// <summary>The words for <see cref="ProjectRole"/> in the API and in the stores.</summary>
internal static class ProjectRoleNames
{
    /// <summary>The role's word.</summary>
    /// <param name="role">The role.</param>
    /// <returns>The word, lower case.</returns>
    public static string Word(this ProjectRole role) => role switch
    {
        ProjectRole.Viewer => "viewer",
        ProjectRole.Editor => "editor",
        ProjectRole.Owner => "owner",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role."),
    };

    /// <summary>Reads a role's word.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The role, or null when there is none with this word.</returns>
    public static ProjectRole? Parse(string? word) => word switch
    {
        "viewer" => ProjectRole.Viewer,
        "editor" => ProjectRole.Editor,
        "owner" => ProjectRole.Owner,
        _ => null,
    };
}
