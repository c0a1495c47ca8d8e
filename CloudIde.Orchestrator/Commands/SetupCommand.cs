using System.CommandLine;
using CloudIde.Orchestrator.Setup;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>setup</c>: creates what is missing in AWS or an emulator.</summary>
internal sealed class SetupCommand : Command
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly Option<FileInfo> _taskDefinition = new("--task-definition")
    {
        Description = "The task definition to register, instead of the ecs/task-definition.json beside the program.",
        HelpName = "FILE",
    };

    public SetupCommand(TextWriter output, TextWriter error)
        : base("setup", "Create the queues, bucket, cluster, log group and secrets, and register the task definition. "
            + "What exists already is left as it is.")
    {
        _output = output;
        _error = error;
        Options.Add(_taskDefinition);
        SetAction((arguments, cancellationToken) => InvokeAsync(arguments.GetValue(_taskDefinition), cancellationToken));
    }

    private Task<int> InvokeAsync(FileInfo? taskDefinition, CancellationToken cancellationToken) =>
        CommandErrors.ReportAsync(_error, async () =>
        {
            var options = new SetupOptions { TaskDefinitionPath = taskDefinition?.FullName };
            var result = await OrchestratorSetup.RunAsync(OrchestratorOptions.FromEnvironment(), options, cancellationToken);
            foreach (var step in result.Steps)
            {
                await _output.WriteLineAsync($"{Word(step.Outcome),-10} {step.Kind,-16} {step.Name}");
            }

            await _output.WriteLineAsync();
            await _output.WriteLineAsync($"AWS_SQS_QUEUE_URL={result.QueueUrl}");
            return 0;
        });

    private static string Word(SetupOutcome outcome) => outcome switch
    {
        SetupOutcome.Unchanged => "unchanged",
        SetupOutcome.Created => "created",
        SetupOutcome.Updated => "updated",
        _ => "not needed",
    };
}
