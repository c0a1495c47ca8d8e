namespace CloudIde.Server.Commands;

/// <summary>A project's latest commands, newest first.</summary>
/// <param name="Commands">The commands, without output.</param>
internal sealed record CommandListAnswer(IReadOnlyList<CommandView> Commands);
