using System.Globalization;
using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Workspaces;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Commands;

/// <summary>One claimed command: runs it, keeps its output, saves what it wrote, and records its outcome.</summary>
internal sealed partial class CommandRun(
    LeaseKeeper keeper, CommandRecord command, CommandServices services, Func<CancellationToken, Task> saveFiles)
{
    /// <summary>How long the outcome waits for the files at most. A command must not run for ever because S3 does not answer.</summary>
    private static readonly TimeSpan SaveLimit = TimeSpan.FromSeconds(30);

    /// <summary>The same while the worker stops, which must end in time.</summary>
    private static readonly TimeSpan SaveLimitOnStop = TimeSpan.FromSeconds(3);

    /// <summary>How long a command that is ended may take to end by itself.</summary>
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private const int ReadBytes = 64 << 10;

    private readonly ILogger _logger = services.Loggers.CreateLogger<CommandRun>();
    private readonly TaskCompletionSource<CommandState> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OutputKeeper _output = new(
        keeper, command.CommandId, services.OutputLog, services.Settings.Commands.OutputBytes, services.Time);

    private CommandKey Key => new(keeper.Lease.ProjectId, command.CommandId);

    /// <summary>Ends the command before its time. The first reason counts.</summary>
    /// <param name="outcome">What its outcome is then.</param>
    public void Stop(CommandState outcome) => _stop.TrySetResult(outcome);

    /// <summary>Runs it to its outcome.</summary>
    /// <param name="shell">What a new terminal of the workspace would run.</param>
    /// <returns>A task that ends when the outcome is recorded, or the lease is lost and nothing may be recorded.</returns>
    public async Task RunAsync(ShellLaunch shell)
    {
        using var activity = WorkerTelemetry.Source.StartActivity("command run", System.Diagnostics.ActivityKind.Consumer, command.AskedBy);
        activity?.SetTag("cloudide.project_id", Key.ProjectId);
        activity?.SetTag("cloudide.command_id", Key.CommandId);
        var started = services.Time.GetTimestamp();
        CommandTelemetry.Started((command.StartedAt - command.CreatedAt) ?? TimeSpan.Zero);
        CommandEnd? recorded = null;
        try
        {
            var end = await RunToEndAsync(shell);
            end = await SaveAsync(end);
            if (await RecordAsync(end))
            {
                recorded = end;
                activity?.SetTag("cloudide.outcome", end.State.Word());
                LogEnded(Key, end.State, end.ExitCode);
            }
        }
        catch (OperationCanceledException) when (keeper.Lost.IsCancellationRequested)
        {
            // Whoever has the workspace now says that the worker was lost.
        }
        finally
        {
            CommandTelemetry.Finished(recorded?.State, services.Time.GetElapsedTime(started), _output.Total);
        }
    }

    private async Task<CommandEnd> RunToEndAsync(ShellLaunch shell)
    {
        CommandProcess process;
        try
        {
            process = CommandProcess.Start(CommandLaunch.Of(shell, command));
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException)
        {
            LogNotStarted(e, Key);
            return new CommandEnd(CommandState.Failed, null, $"It could not be started: {e.Message}", 0, 0, default);
        }

        await using var closing = process;
        using var deadline = new CancellationTokenSource(command.Timeout, services.Time);
        await using var onTimeout = deadline.Token.UnsafeRegister(_ => Stop(CommandState.TimedOut), null);
        await using var onLost = keeper.Lost.UnsafeRegister(_ => Stop(CommandState.WorkerLost), null);
        var reading = ReadAsync(process);
        try
        {
            // An output that cannot be read is an error, and ends the command, too.
            await Task.WhenAny(process.Exited, _stop.Task, FailedOnly(reading));
            var stopped = _stop.Task.IsCompleted && !process.Exited.IsCompleted;
            await process.EndAsync(stopped && !keeper.Lost.IsCancellationRequested ? EndGrace : TimeSpan.Zero);
            await reading;
            keeper.Lost.ThrowIfCancellationRequested();
            var state = stopped ? await _stop.Task : CommandState.Finished;
            return new CommandEnd(state, await process.Exited, Notice(state), _output.Total, _output.TailOffset, _output.Tail());
        }
        finally
        {
            await process.EndAsync(TimeSpan.Zero);
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FailedOnly(Task task)
    {
        await task;
        await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
    }

    private async Task ReadAsync(CommandProcess process)
    {
        var buffer = new byte[ReadBytes];
        while (await process.ReadAsync(buffer, keeper.Lost) is > 0 and var count)
        {
            await _output.AddAsync(buffer.AsMemory(0, count), keeper.Lost);
        }
    }

    private string? Notice(CommandState state)
    {
        var why = state switch
        {
            CommandState.TimedOut => string.Create(
                CultureInfo.InvariantCulture, $"It was ended because it had run for {command.Timeout.TotalSeconds:0.###} s, its timeout."),
            CommandState.Cancelled => "It was cancelled while it ran.",
            CommandState.Interrupted => "Its worker had to stop, and ended it. It was not run again.",
            _ => null,
        };
        var truncated = _output.IsTruncated
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Of its {_output.Total} bytes of output the beginning and the last {_output.Total - _output.TailOffset} bytes are kept.")
            : null;
        return why is null || truncated is null ? why ?? truncated : $"{why} {truncated}";
    }

    /// <summary>What it wrote is in S3 before anyone learns that it is over.</summary>
    private async Task<CommandEnd> SaveAsync(CommandEnd end)
    {
        if (end.State == CommandState.Failed)
        {
            return end;
        }

        var limit = end.State == CommandState.Interrupted ? SaveLimitOnStop : SaveLimit;
        using var bound = new CancellationTokenSource(limit, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, keeper.Lost);
        try
        {
            await saveFiles(either.Token).WaitAsync(either.Token);
            return end;
        }
        catch (Exception e) when (!keeper.Lost.IsCancellationRequested
            && (e is OperationCanceledException or IOException or UnauthorizedAccessException or TimeoutException || AwsFailure.Is(e)))
        {
            LogNotSaved(e, Key);
            var notice = $"What it wrote was not saved within {limit.TotalSeconds:0} s; the worker keeps trying.";
            return end with { Notice = end.Notice is null ? notice : $"{end.Notice} {notice}" };
        }
    }

    private async Task<bool> RecordAsync(CommandEnd end)
    {
        while (true)
        {
            await keeper.EnsureHeldAsync(keeper.Lost);
            try
            {
                // Over already: an earlier try worked, and only its answer was lost.
                if (await services.Runs.FinishAsync(keeper.Lease, command.CommandId, end, services.Time.GetUtcNow())
                    || await services.Runs.IsOverAsync(Key))
                {
                    return true;
                }
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                LogNotRecorded(e, Key);
            }

            await Task.Delay(RetryDelay, services.Time, keeper.Lost);
        }
    }

    [LoggerMessage(LogLevel.Information, "Command {Command} ended: {Outcome}, exit code {ExitCode}.", EventName = "CommandEnded")]
    private partial void LogEnded(CommandKey command, CommandState outcome, int? exitCode);

    [LoggerMessage(LogLevel.Error, "Command {Command} could not be started.", EventName = "CommandNotStarted")]
    private partial void LogNotStarted(Exception exception, CommandKey command);

    [LoggerMessage(LogLevel.Warning, "The files that command {Command} wrote could not be saved in time.", EventName = "CommandNotSaved")]
    private partial void LogNotSaved(Exception exception, CommandKey command);

    [LoggerMessage(LogLevel.Warning, "The outcome of command {Command} could not be recorded; trying again.", EventName = "CommandNotRecorded")]
    private partial void LogNotRecorded(Exception exception, CommandKey command);
}
