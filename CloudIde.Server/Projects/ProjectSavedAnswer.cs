namespace CloudIde.Server.Projects;

/// <summary>The answer to a new or changed project.</summary>
internal sealed record ProjectSavedAnswer(string Message, ProjectView Project);
