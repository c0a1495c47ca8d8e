using System.CommandLine;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Setup;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>setup</c>: creates what is missing in AWS or an emulator.</summary>
internal sealed class SetupCommand : Command
{
    private readonly OperatorConsole _console;
    private readonly Option<FileInfo> _taskDefinition = new("--task-definition")
    {
        Description = "The task definition to register, instead of the ecs/task-definition.json beside the program.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public SetupCommand(OperatorConsole console)
        : base("setup", "Create the queues, bucket, cluster, log group and secrets, and register the task definition. "
            + "What exists already is left as it is.")
    {
        _console = console;
        Options.Add(_taskDefinition);
        Options.Add(_json);
        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var options = new SetupOptions { TaskDefinitionPath = arguments.GetValue(_taskDefinition)?.FullName };
        var result = await _console.ShowProgressAsync(
            "Looking at what exists.", _ => OrchestratorSetup.RunAsync(_console.Configuration, options, cancellationToken));
        if (arguments.GetValue(_json))
        {
            await _console.WriteJsonAsync(result, OperatorJsonContext.Default.SetupResult);
            return ExitCodes.Done;
        }

        var table = OperatorConsole.Table("Outcome", "What", "Name");
        foreach (var step in result.Steps)
        {
            OperatorConsole.AddRow(table, Word(step.Outcome), step.Kind, step.Name);
        }

        _console.Write(table);
        await _console.WriteLineAsync($"AWS_SQS_QUEUE_URL={result.QueueUrl}");
        if (TaskRevision.Of(result.TaskDefinitionArn) is { } revision)
        {
            await _console.WriteLineAsync($"ECS_TASK_DEFINITION={revision}");
        }

        return ExitCodes.Done;
    }

    private static string Word(SetupOutcome outcome) => outcome switch
    {
        SetupOutcome.Unchanged => "unchanged",
        SetupOutcome.Created => "created",
        SetupOutcome.Updated => "updated",
        _ => "not needed",
    };
}
