namespace CloudIde.Core.Terminals;

/// <summary>Whether a terminal has a shell.</summary>
public enum TerminalState
{
    /// <summary>It is open and waits for a worker to start its shell.</summary>
    Waiting,

    /// <summary>Its shell runs.</summary>
    Running,

    /// <summary>Its shell has ended by itself. The output is kept until the terminal is closed.</summary>
    Exited,
}
