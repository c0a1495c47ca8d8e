using System.CommandLine;
using CloudIde.Core.Aws;
using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Setup;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>build-push</c>: builds the worker's image and puts it into ECR.</summary>
internal sealed class BuildPushCommand : Command
{
    private readonly OperatorConsole _console;
    private readonly IProgramRunner _programs;
    private readonly Option<string> _tag = Text("--tag", "The image's tag, that of ecs/task-definition.json unless given.", "TAG", "1.0.0");
    private readonly Option<string> _repository = Text("--repository", "The repository in ECR; created when it is missing.", "NAME", WorkerImage.DefaultRepository);
    private readonly Option<string> _file = Text("--file", "The Dockerfile.", "FILE", "CloudIde.Worker/Dockerfile");
    private readonly Option<string> _context = Text("--context", "The folder that it builds from.", "FOLDER", ".");
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public BuildPushCommand(OperatorConsole console, IProgramRunner programs)
        : base("build-push", "Build the worker's image with Docker and push it to ECR, with the AWS CLI's credentials.")
    {
        _console = console;
        _programs = programs;
        foreach (var option in new Option[] { _tag, _repository, _file, _context, _json })
        {
            Options.Add(option);
        }

        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments, cancellationToken), cancellationToken));
    }

    private static Option<string> Text(string name, string description, string helpName, string fallback) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => fallback };

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var image = new WorkerImage(_programs, SettingsReader.Read(_console.Configuration, AwsSettings.Read));
        var pushed = await _console.ShowProgressAsync("Starting.", onStep => image.BuildAndPushAsync(
            arguments.GetRequiredValue(_repository),
            arguments.GetRequiredValue(_tag),
            arguments.GetRequiredValue(_file),
            arguments.GetRequiredValue(_context),
            onStep,
            cancellationToken));
        if (arguments.GetValue(_json))
        {
            await _console.WriteJsonAsync(new PushedImage(pushed), OperatorJsonContext.Default.PushedImage);
        }
        else
        {
            await _console.WriteLineAsync(pushed);
        }

        return ExitCodes.Done;
    }
}
