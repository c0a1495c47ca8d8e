namespace CloudIde.Orchestrator;

/// <summary>Something that the orchestrator needs cannot be used. The message is one sentence for a person.</summary>
public sealed class OrchestratorStartException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What cannot be used, and why.</param>
    /// <param name="innerException">The cause.</param>
    public OrchestratorStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
