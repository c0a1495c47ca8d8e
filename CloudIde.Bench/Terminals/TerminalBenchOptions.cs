namespace CloudIde.Bench.Terminals;

/// <summary>How much is measured.</summary>
/// <param name="Runs">How often echo and bulk output are measured; the median counts.</param>
/// <param name="Keys">Keystrokes a run.</param>
/// <param name="Bytes">Bytes of output a run.</param>
/// <param name="Tries">How many floods are interrupted, and how many terminals opened, of each kind.</param>
/// <param name="Seconds">How long floods and loads last.</param>
/// <param name="Terminals">How many terminals print at once under load.</param>
internal sealed record TerminalBenchOptions(int Runs, int Keys, long Bytes, int Tries, int Seconds, int Terminals);
