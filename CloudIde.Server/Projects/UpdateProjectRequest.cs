namespace CloudIde.Server.Projects;

/// <summary>What of a project shall change; what is null stays.</summary>
internal sealed record UpdateProjectRequest(string? Name, string? Description, string? Stack, string? Language);
