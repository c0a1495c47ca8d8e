namespace CloudIde.Server.Commands;

/// <summary>Which dead letters to put back.</summary>
/// <param name="MessageId">One of them; or null.</param>
/// <param name="All">All of them.</param>
internal sealed record RedriveRequest(string? MessageId, bool? All);
