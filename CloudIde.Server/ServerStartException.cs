namespace CloudIde.Server;

/// <summary>The server cannot start. The message is one sentence for the person who started it.</summary>
public sealed class ServerStartException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What cannot be used, which setting names it, and why.</param>
    /// <param name="innerException">The cause.</param>
    public ServerStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
