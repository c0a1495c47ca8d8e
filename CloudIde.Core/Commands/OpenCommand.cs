namespace CloudIde.Core.Commands;

/// <summary>A command without an outcome, as the owner of its workspace sees it.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="State">Where it is.</param>
/// <param name="Epoch">The epoch under which it was started; 0 before.</param>
/// <param name="CancelRequested">Whether somebody asked to cancel it.</param>
public readonly record struct OpenCommand(string CommandId, CommandState State, long Epoch, bool CancelRequested);
