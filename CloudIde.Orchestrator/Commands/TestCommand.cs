using System.CommandLine;
using System.Globalization;
using Amazon.S3;
using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using CloudIde.Core.Workspaces;
using CloudIde.Orchestrator.Probing;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>test</c>: a command through the real queue, with the time of each stage.</summary>
internal sealed class TestCommand : Command
{
    private readonly OperatorConsole _console;
    private readonly Option<int> _timeout = new("--timeout")
    {
        Description = "How many seconds all of it may take, 1 to 3600. A first task on Fargate takes 30 to 60.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 180,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public TestCommand(OperatorConsole console)
        : base("test", "Send a command through the real queue to a worker, and print how long each stage took.")
    {
        _console = console;
        Options.Add(_timeout);
        Options.Add(_json);
        _timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 3600))
            {
                result.AddError($"--timeout is \"{result.Tokens[0].Value}\": expected a number of seconds from 1 to 3600.");
            }
        });
        SetAction((arguments, cancellationToken) => CommandErrors.ReportAsync(
            console, () => InvokeAsync(arguments, cancellationToken), cancellationToken));
    }

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using var session = OperatorSession.Open(_console.Configuration);
        var probe = new WorkspaceProbe(
            session.Get<CommandSubmitter>(),
            session.Get<CommandDirectory>(),
            session.Get<CommandOutputLog>(),
            session.Get<WorkspaceDirectory>(),
            session.Get<IAmazonS3>(),
            session.Get<AwsSettings>(),
            session.Time);
        var timeout = TimeSpan.FromSeconds(arguments.GetValue(_timeout));
        var report = await _console.ShowProgressAsync(
            "Sending a command.", onStep => probe.RunAsync(timeout, onStep, cancellationToken));
        if (arguments.GetValue(_json))
        {
            await _console.WriteJsonAsync(report, OperatorJsonContext.Default.ProbeReport);
        }
        else
        {
            await WriteAsync(report);
        }

        return report.Problem is null ? ExitCodes.Done : ExitCodes.Failed;
    }

    private async Task WriteAsync(ProbeReport report)
    {
        var table = OperatorConsole.Table("Stage", "Seconds");
        foreach (var stage in report.Stages)
        {
            OperatorConsole.AddRow(table, stage.Name, stage.Seconds.ToString("0.000", CultureInfo.InvariantCulture));
        }

        OperatorConsole.AddRow(table, "altogether", report.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        _console.Write(table);
        if (report.WorkerId is { } worker)
        {
            await _console.WriteLineAsync($"Worker {worker}");
        }

        if (report.Problem is { } problem)
        {
            await _console.Error.WriteLineAsync($"{problem} The commands status and logs show more.");
        }
    }
}
