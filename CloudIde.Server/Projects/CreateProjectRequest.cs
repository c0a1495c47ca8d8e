namespace CloudIde.Server.Projects;

/// <summary>What a new project shall be. The name may be missing until it is validated.</summary>
internal sealed record CreateProjectRequest(string? Name, string? Description, string? Stack, string? Language);
