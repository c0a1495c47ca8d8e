namespace CloudIde.Server.Commands;

/// <summary>A command was taken.</summary>
/// <param name="CommandId">The command.</param>
internal sealed record RunCommandAnswer(string CommandId);
