namespace CloudIde.Worker.Pty.Native;

/// <summary>The system's number of a signal.</summary>
internal static class SignalNumber
{
    internal static int Of(TerminalSignal signal) => signal switch
    {
        TerminalSignal.Continue => OperatingSystem.IsMacOS() ? 19 : 18,
        TerminalSignal.Stop => OperatingSystem.IsMacOS() ? 17 : 19,
        TerminalSignal.TerminalStop => OperatingSystem.IsMacOS() ? 18 : 20,
        _ => (int)signal,
    };
}
