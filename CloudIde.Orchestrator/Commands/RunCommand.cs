using System.CommandLine;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>run</c>: the orchestrator until a signal ends it.</summary>
internal sealed class RunCommand : Command
{
    private readonly TextWriter _error;

    public RunCommand(TextWriter error)
        : base("run", "Run the orchestrator until it is stopped (the default).")
    {
        _error = error;
        SetAction((_, cancellationToken) => InvokeAsync(cancellationToken));
    }

    /// <summary>Runs the orchestrator.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    public Task<int> InvokeAsync(CancellationToken cancellationToken) => CommandErrors.ReportAsync(_error, async () =>
    {
        var options = new OrchestratorOptions { HandlesSignals = true };
        await using var orchestrator = await OrchestratorHost.StartAsync(options, cancellationToken);
        await orchestrator.WaitForShutdownAsync(cancellationToken);
        return 0;
    });
}
