namespace CloudIde.Server.Files;

/// <summary>A file or folder to move or rename.</summary>
internal sealed record MoveRequest(string? From, string? To);
