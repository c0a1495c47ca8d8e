namespace CloudIde.Server;

/// <summary>An answer that only says what was done.</summary>
internal sealed record MessageAnswer(string Message);
