namespace CloudIde.Server.Projects;

/// <summary>What a stack's projects begin with.</summary>
/// <param name="Language">The language of the files.</param>
/// <param name="RunCommand">How the program is run in a terminal, or null when there is nothing to run.</param>
/// <param name="Files">The files beside the README.</param>
internal sealed record Starter(string Language, string? RunCommand, IReadOnlyList<StarterFile> Files);
