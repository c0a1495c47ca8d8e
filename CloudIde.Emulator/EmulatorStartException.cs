namespace CloudIde.Emulator;

/// <summary>The emulator cannot start; the message is one sentence for a person, naming what to change.</summary>
public sealed class EmulatorStartException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One sentence for a person.</param>
    public EmulatorStartException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">One sentence for a person.</param>
    /// <param name="innerException">The cause.</param>
    public EmulatorStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
