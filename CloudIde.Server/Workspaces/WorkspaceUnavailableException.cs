namespace CloudIde.Server.Workspaces;

/// <summary>A worker could not be asked for. The message is a sentence for the user.</summary>
internal sealed class WorkspaceUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What does not answer.</param>
    /// <param name="innerException">The cause.</param>
    public WorkspaceUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
