namespace CloudIde.Orchestrator.Fleet;

/// <summary>A launch token was used before with other parameters: an earlier process made that launch and died before it noted so.</summary>
internal sealed class TokenReusedException(string token, Exception innerException)
    : Exception($"The launch token {token} was used before with other parameters.", innerException);
