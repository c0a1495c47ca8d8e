namespace CloudIde.Orchestrator.Setup;

/// <summary>Runs programs of this machine.</summary>
internal interface IProgramRunner
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its name on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads, which may be a secret, or null.</param>
    /// <param name="onLine">Told each line that it writes to its error stream, or null.</param>
    /// <param name="cancellationToken">Ends the program and those that it started.</param>
    /// <returns>What it wrote to its output.</returns>
    /// <exception cref="InvalidDataException">It is not installed, or failed; the message says which and with what words.</exception>
    Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, string? input, Action<string>? onLine, CancellationToken cancellationToken);
}
