namespace CloudIde.Server;

/// <summary>The answer of /api/health.</summary>
internal sealed record HealthAnswer(string Status);
