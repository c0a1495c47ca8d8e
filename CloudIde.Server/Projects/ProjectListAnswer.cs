namespace CloudIde.Server.Projects;

/// <summary>The projects of a user, own and shared.</summary>
internal sealed record ProjectListAnswer(IReadOnlyList<ProjectView> Projects);
