using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using StackExchange.Redis;

namespace CloudIde.Server.Commands;

/// <summary>
/// Gives commands whose messages are among the dead letters their outcome: nobody would run them any more, and whoever waits
/// would wait for ever. Any number of servers may do it at once.
/// </summary>
internal sealed partial class DeadCommandWatch(
    DeadLetters letters, CommandDirectory commands, TimeProvider time, ILogger<DeadCommandWatch> logger) : BackgroundService
{
    /// <summary>How often the number of dead letters is asked for. A request to SQS costs $0.0000004: one cent a month.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private const int MaxLetters = 1000;

    private bool _failing;

    /// <summary>Looks once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many commands got an outcome.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        if (await letters.CountAsync(cancellationToken) is null or 0)
        {
            return 0;
        }

        var settled = 0;
        foreach (var letter in await letters.ListAsync(MaxLetters, cancellationToken))
        {
            if (letter.Activation is not { Command: { } order } activation)
            {
                continue;
            }

            var command = new CommandKey(activation.ProjectId, order.CommandId);
            if (await commands.GetAsync(command, time.GetUtcNow()) is { State: CommandState.Queued or CommandState.Sending }
                && await commands.SettleUndeliverableAsync(
                    command,
                    "No worker could start it in the allowed number of tries. An operator can put it back into the queue.",
                    time.GetUtcNow()) == CommandState.Undeliverable)
            {
                settled++;
                LogUndeliverable(command);
            }
        }

        return settled;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                    _failing = false;
                }
                catch (Exception e) when (e is RedisException || AwsFailure.IsOrTimedOut(e, stoppingToken))
                {
                    LogFailed(e, _failing ? LogLevel.Debug : LogLevel.Warning);
                    _failing = true;
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Command {Command} is among the dead letters and will not run.", EventName = "CommandUndeliverable")]
    private partial void LogUndeliverable(CommandKey command);

    [LoggerMessage(Message = "The dead letters could not be looked at.", EventName = "DeadLettersUnread")]
    private partial void LogFailed(Exception exception, LogLevel level);
}
