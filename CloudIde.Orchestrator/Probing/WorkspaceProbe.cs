using System.Globalization;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using CloudIde.Core.Projects;
using CloudIde.Core.Workspaces;

namespace CloudIde.Orchestrator.Probing;

/// <summary>
/// Goes the way of a user's first command, without the server: through the real queue to a worker, whose shell runs it. The
/// project is made up and owned by nobody; once the command is over nothing needs its workspace, and it ends when it was idle for
/// as long as workers keep any.
/// </summary>
internal sealed class WorkspaceProbe(
    CommandSubmitter submitter,
    CommandDirectory commands,
    CommandOutputLog output,
    WorkspaceDirectory workspaces,
    IAmazonS3 s3,
    AwsSettings aws,
    TimeProvider timeProvider)
{
    /// <summary>The shell works it out, so that nothing but a shell can have answered.</summary>
    private const string Command = "echo cloudide-probe-$((6*7))";

    private const string Answer = "cloudide-probe-42";

    /// <summary>How long the result of a probe is kept, in seconds.</summary>
    private const int KeepSeconds = 3600;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly List<ProbeStage> _stages = [];
    private readonly string _projectId = $"probe{Guid.NewGuid():N}";
    private long _stageStart;
    private string? _workerId;

    /// <summary>Runs the probe.</summary>
    /// <param name="timeout">How long all of it may take.</param>
    /// <param name="onWaiting">Told what is being waited for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What came of it.</returns>
    public async Task<ProbeReport> RunAsync(TimeSpan timeout, Action<string> onWaiting, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        var command = new CommandKey(_projectId, "probe");
        var waitsFor = "the queue to take the command";
        void WaitFor(string what)
        {
            waitsFor = what;
            onWaiting($"Waiting for {what}.");
        }

        try
        {
            WaitFor(waitsFor);
            _stageStart = timeProvider.GetTimestamp();
            await submitter.SubmitAsync(
                _projectId,
                new CommandOrder(command.CommandId, Command, (int)timeout.TotalSeconds, KeepSeconds),
                maxKept: 1,
                either.Token);
            Reached("command stored in the queue");

            WaitFor("a worker to take it");
            await WaitForStateAsync(WorkspaceState.Starting, either.Token);
            Reached("taken by a worker");

            WaitFor("the workspace to be restored");
            await WaitForStateAsync(WorkspaceState.Active, either.Token);
            Reached("workspace restored");

            WaitFor("the command to start");
            await WaitForCommandAsync(command, record => record.State >= CommandState.Running, either.Token);
            Reached("command started");

            WaitFor("the command's output");
            await WaitForCommandAsync(command, record => record.OutputBytes > 0 || record.State.IsOutcome(), either.Token);
            Reached("command's output arrived");

            WaitFor("the command's outcome");
            var record = await WaitForCommandAsync(command, record => record.State.IsOutcome(), either.Token);
            Reached("outcome recorded");
            return Report(await CheckAsync(command, record));
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Report($"Gave up after {timeout.TotalSeconds:0} s of waiting for {waitsFor}.");
        }
        finally
        {
            await CleanUpAsync(command);
        }
    }

    private async Task<string?> CheckAsync(CommandKey command, CommandRecord record)
    {
        var text = Encoding.UTF8.GetString((await output.ReadAsync(command, record, 0, 64 << 10)).Data.Span);
        return record is not { State: CommandState.Finished, ExitCode: 0 }
            ? $"The command's outcome is {record.State.Word()} with exit code {record.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "none"}. {record.Notice}".TrimEnd()
            : text.Contains(Answer, StringComparison.Ordinal) ? null
            : $"The command answered \"{text.Trim()}\" in place of \"{Answer}\".";
    }

    private async Task<CommandRecord> WaitForCommandAsync(
        CommandKey command, Func<CommandRecord, bool> wanted, CancellationToken cancellationToken)
    {
        CommandRecord? record = null;
        await WaitAsync(
            async () => (record = await commands.GetAsync(command, timeProvider.GetUtcNow())) is { } found && wanted(found), cancellationToken);
        return record!;
    }

    private void Reached(string stage)
    {
        _stages.Add(new ProbeStage(stage, Math.Round(timeProvider.GetElapsedTime(_stageStart).TotalSeconds, 3)));
        _stageStart = timeProvider.GetTimestamp();
    }

    private ProbeReport Report(string? problem) =>
        new(_projectId, _workerId, _stages, Math.Round(_stages.Sum(stage => stage.Seconds), 3), problem);

    private Task WaitForStateAsync(WorkspaceState state, CancellationToken cancellationToken) => WaitAsync(
        async () =>
        {
            var status = await workspaces.GetStatusAsync(_projectId);
            _workerId = status.WorkerId ?? _workerId;
            return status.State >= state;
        },
        cancellationToken);

    private async Task WaitAsync(Func<Task<bool>> look, CancellationToken cancellationToken)
    {
        while (!await look())
        {
            await Task.Delay(Interval, timeProvider, cancellationToken);
        }
    }

    private async Task CleanUpAsync(CommandKey command)
    {
        await commands.CancelAsync(command, timeProvider.GetUtcNow());
        if (_workerId is null)
        {
            // No worker knows of it. One that takes the message later finds the command cancelled, and deletes the message.
            return;
        }

        var files = await s3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = aws.BucketName, Prefix = ProjectKeys.Project(_projectId) }, CancellationToken.None);
        foreach (var file in files.S3Objects ?? [])
        {
            await s3.DeleteObjectAsync(aws.BucketName, file.Key, CancellationToken.None);
        }
    }
}
