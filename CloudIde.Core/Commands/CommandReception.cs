namespace CloudIde.Core.Commands;

/// <summary>What the message of a command finds.</summary>
/// <param name="State">Where the command is, after the message was seen.</param>
/// <param name="IsLeased">Whether a worker holds the workspace.</param>
public readonly record struct CommandReception(CommandState State, bool IsLeased);
