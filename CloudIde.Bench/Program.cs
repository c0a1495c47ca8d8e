using System.CommandLine;
using CloudIde.Bench.Emulator;
using CloudIde.Bench.Scaling;
using CloudIde.Bench.Screenshots;
using CloudIde.Bench.Start;
using CloudIde.Bench.Terminals;
using CloudIde.Bench.Workspaces;

return await new RootCommand("Measures CloudIDE on this machine, as figures and as ratios to a floor measured in the same run.")
{
    CrashCommand.Command(),
    EmulatorBenchmark.Command(),
    FixedAnswersProgram.Command(),
    LargeObjectCommand.Command(),
    SqsLoadCommand.Command(),
    ScalingCommand.Decision(),
    ScalingCommand.Live(),
    ScalingCommand.Search(),
    ScreenshotCommand.Command(),
    StartBenchmark.Command(),
    TerminalBenchmark.Command(),
    WorkspaceBenchmark.Command(),
}.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
