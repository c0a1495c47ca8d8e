namespace CloudIde.Server.Files;

/// <summary>The answer to a move, with the number of files that were moved.</summary>
internal sealed record MoveAnswer(string Message, string From, string To, int Files);
