namespace CloudIde.Worker.Pty;

/// <summary>
/// Signals that are sent to a terminal's programs. The numbers are the same on Linux and macOS, except the last
/// three.
/// </summary>
internal enum TerminalSignal
{
    HangUp = 1,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,

    /// <summary>Resumes a stopped program: 18 on Linux, 19 on macOS.</summary>
    Continue = 256,

    /// <summary>Stops a program so that it cannot refuse: 19 on Linux, 17 on macOS.</summary>
    Stop = 257,

    /// <summary>Asks a program to stop, as Ctrl-Z does: 20 on Linux, 18 on macOS.</summary>
    TerminalStop = 258,
}
