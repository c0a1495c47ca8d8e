namespace CloudIde.Worker.Pty.Processes;

/// <summary>What exec is given: nothing here passes through a shell.</summary>
/// <param name="File">Absolute path of the program; also its argument 0.</param>
/// <param name="Arguments">Its arguments from 1 on.</param>
/// <param name="Environment">Its whole environment; nothing is inherited.</param>
/// <param name="WorkingDirectory">Absolute path of an existing directory.</param>
internal sealed record ProgramImage(
    string File,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory);
