using System.CommandLine;
using CloudIde.Orchestrator.Setup;

namespace CloudIde.Orchestrator.Commands;

/// <summary>The operators' command line. Without a command it runs the orchestrator.</summary>
internal static class OrchestratorCommandLine
{
    /// <summary>Creates the command line.</summary>
    /// <param name="output">Receives results.</param>
    /// <param name="error">Receives progress, and one sentence for each problem.</param>
    /// <param name="configuration">The settings, or null for environment variables.</param>
    /// <returns>The root command.</returns>
    public static RootCommand Create(TextWriter output, TextWriter error, IConfiguration? configuration = null)
    {
        var console = new OperatorConsole(output, error, configuration);
        var run = new RunCommand(console, configuration);
        var root = new RootCommand(
            "Scales CloudIDE's terminal workers on AWS ECS Fargate or Kubernetes. Settings are environment variables. "
            + $"Exit codes: {ExitCodes.Done} done, {ExitCodes.Failed} failed, {ExitCodes.Usage} not understood, "
            + $"{ExitCodes.Refused} refused to harm running work, {ExitCodes.Unwell} something is not as it should be.")
        {
            run,
            new SetupCommand(console),
            new BuildPushCommand(console, new ProgramRunner()),
            new TasksCommand(console),
            new LogsCommand(console),
            new StatusCommand(console),
            new StopCommand(console),
            new TestCommand(console),
            new DeadLettersCommand(console),
            new RedriveCommand(console),
            new CostCommand(console),
            new SimulateCommand(console),
        };
        root.SetAction((_, cancellationToken) => run.InvokeAsync(cancellationToken));
        return root;
    }

    /// <summary>Runs what a command line asks for.</summary>
    /// <param name="root">The root command.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="output">Receives help.</param>
    /// <param name="error">Receives what was not understood.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>The exit code, one of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> InvokeAsync(
        RootCommand root, IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parsed = root.Parse(arguments);

        // With a line that was not understood comes the help, and a script that reads the output must not find that there.
        var invocation = new InvocationConfiguration { Output = parsed.Errors.Count > 0 ? error : output, Error = error };
        if (parsed.CommandResult.Command is RootCommand or RunCommand)
        {
            // The host takes signals in its own way; the library's would end the process after two seconds.
            invocation.ProcessTerminationTimeout = null;
        }

        var code = await parsed.InvokeAsync(invocation, cancellationToken);
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }
}
