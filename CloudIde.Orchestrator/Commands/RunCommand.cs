using System.CommandLine;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>run</c>: the orchestrator until a signal ends it.</summary>
internal sealed class RunCommand : Command
{
    private readonly OperatorConsole _console;
    private readonly OrchestratorOptions _options;

    /// <summary>Creates the command.</summary>
    /// <param name="console">Receives a sentence for each problem.</param>
    /// <param name="configuration">The settings, or null for environment variables, as in a process of its own.</param>
    public RunCommand(OperatorConsole console, IConfiguration? configuration = null)
        : base("run", "Run the orchestrator until it is stopped (the default).")
    {
        _console = console;
        _options = new OrchestratorOptions { Configuration = configuration, HandlesSignals = configuration is null };
        SetAction((_, cancellationToken) => InvokeAsync(cancellationToken));
    }

    /// <summary>Runs the orchestrator.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    public Task<int> InvokeAsync(CancellationToken cancellationToken) => CommandErrors.ReportAsync(_console, async () =>
    {
        await using var orchestrator = await OrchestratorHost.StartAsync(_options, cancellationToken);
        await orchestrator.WaitForShutdownAsync(cancellationToken);
        return 0;
    }, cancellationToken);
}
