using System.CommandLine;

namespace CloudIde.Orchestrator.Commands;

/// <summary>The operators' command line. Without a command it runs the orchestrator.</summary>
internal static class OrchestratorCommandLine
{
    /// <summary>Creates the command line.</summary>
    /// <param name="output">Receives results.</param>
    /// <param name="error">Receives one sentence for each problem.</param>
    /// <returns>The root command.</returns>
    public static RootCommand Create(TextWriter output, TextWriter error)
    {
        var run = new RunCommand(error);
        var root = new RootCommand("Scales CloudIDE's terminal workers on AWS ECS Fargate. Settings are environment variables.")
        {
            run,
            new SetupCommand(output, error),
            new CostCommand(output, error),
            new SimulateCommand(output, error),
        };
        root.SetAction((_, cancellationToken) => run.InvokeAsync(cancellationToken));
        return root;
    }
}
