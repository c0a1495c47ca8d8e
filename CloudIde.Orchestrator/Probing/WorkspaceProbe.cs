using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Core.Projects;
using CloudIde.Core.Scaling;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;

namespace CloudIde.Orchestrator.Probing;

/// <summary>
/// Goes the way of a user's first terminal, without the server: an activation through the real queue, a worker that takes it,
/// a shell that runs a command. The project is made up and owned by nobody; its workspace ends by itself when it was idle
/// for as long as workers keep any.
/// </summary>
internal sealed class WorkspaceProbe(
    ActivationQueue queue,
    ActivationCounters counters,
    ScalingNudge nudge,
    WorkspaceDirectory workspaces,
    TerminalDirectory terminals,
    TerminalInputLog input,
    TerminalOutputLog output,
    IAmazonS3 s3,
    AwsSettings aws,
    TimeProvider timeProvider)
{
    /// <summary>The shell works it out, so its echo of the command line does not look like the answer.</summary>
    private const string Command = "echo cloudide-probe-$((6*7)); exit 0\n";

    private const string Answer = "cloudide-probe-42";

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
        var terminal = new TerminalKey(_projectId, "probe");
        var waitsFor = "the queue to take the activation";
        void WaitFor(string what)
        {
            waitsFor = what;
            onWaiting($"Waiting for {what}.");
        }

        try
        {
            WaitFor(waitsFor);
            _stageStart = timeProvider.GetTimestamp();
            await SendAsync(terminal, either.Token);
            Reached("activation stored in the queue");

            WaitFor("a worker to take it");
            await WaitForStateAsync(WorkspaceState.Starting, either.Token);
            Reached("taken by a worker");

            WaitFor("the workspace to be restored");
            await WaitForStateAsync(WorkspaceState.Active, either.Token);
            Reached("workspace restored");

            WaitFor("the command's output");
            await WaitAsync(async () => await ReadOutputAsync(terminal) is { } text && text.Contains(Answer, StringComparison.Ordinal), either.Token);
            Reached("command's output arrived");

            WaitFor("the shell to end");
            await WaitAsync(async () => await terminals.GetAsync(terminal) is null or { State: TerminalState.Exited }, either.Token);
            Reached("shell ended");
            return Report(null);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Report($"Gave up after {timeout.TotalSeconds:0} s of waiting for {waitsFor}.");
        }
        finally
        {
            await CleanUpAsync(terminal);
        }
    }

    private async Task SendAsync(TerminalKey terminal, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await terminals.CreateAsync(terminal, "probe", TerminalSize.Default, now, maxTerminals: 1);
        await input.AppendAsync(terminal, "operator", 0, Encoding.UTF8.GetBytes(Command));
        var activationId = $"a{Guid.NewGuid():N}";
        await workspaces.CheckNeedAsync(_projectId, activationId);
        await queue.SendAsync(
            new ActivationMessage(ActivationMessage.CurrentVersion, activationId, _projectId, now), cancellationToken);
        await counters.SentAsync();
        await nudge.SendAsync("activation");
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

    private async Task<string?> ReadOutputAsync(TerminalKey terminal) =>
        await output.ReadAsync(terminal, 0, 64 << 10) is { } range ? Encoding.UTF8.GetString(range.Data.Span) : null;

    private async Task CleanUpAsync(TerminalKey terminal)
    {
        if (_workerId is null)
        {
            // No worker knows of it. One that takes the message later finds a workspace without terminals and gives it up.
            await terminals.RemoveAsync(terminal);
            return;
        }

        await terminals.RequestCloseAsync(terminal);
        var files = await s3.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = aws.BucketName, Prefix = ProjectKeys.Project(_projectId) }, CancellationToken.None);
        foreach (var file in files.S3Objects ?? [])
        {
            await s3.DeleteObjectAsync(aws.BucketName, file.Key, CancellationToken.None);
        }
    }
}
