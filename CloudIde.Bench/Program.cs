using System.CommandLine;
using CloudIde.Bench.Start;
using CloudIde.Bench.Terminals;

return await new RootCommand("Measures CloudIDE on this machine, as figures and as ratios to a floor measured in the same run.")
{
    StartBenchmark.Command(),
    TerminalBenchmark.Command(),
}.Parse(args).InvokeAsync();
