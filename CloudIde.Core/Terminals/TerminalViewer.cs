namespace CloudIde.Core.Terminals;

/// <summary>A browser, or another client, that is attached to a terminal.</summary>
/// <param name="ViewerId">The viewer; it keeps its id over reconnects.</param>
/// <param name="Username">Who it is.</param>
/// <param name="CanWrite">Whether it may type; one that only watches has no say in the terminal's size.</param>
/// <param name="Size">How much it can show, or null when it has not said so.</param>
/// <param name="ExpiresAt">When it counts as gone, unless its server renews it.</param>
/// <param name="ConnectionId">The connection that it is attached by; a later connection of the same viewer replaces an earlier one.</param>
public sealed record TerminalViewer(
    string ViewerId,
    string Username,
    bool CanWrite,
    TerminalSize? Size,
    DateTimeOffset ExpiresAt,
    string ConnectionId = "");
