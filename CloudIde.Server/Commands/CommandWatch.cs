using CloudIde.Core.Commands;
using CloudIde.Server.Workspaces;

namespace CloudIde.Server.Commands;

/// <summary>Follows one command for one request.</summary>
internal sealed class CommandWatch : IAsyncDisposable
{
    /// <summary>How often it is looked although no news came: news may be lost, and a worker that died sends none.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private readonly CommandKey _command;
    private readonly CommandDirectory _directory;
    private readonly TimeProvider _time;
    private readonly WakeSignal _wake = new();
    private IAsyncDisposable? _subscription;
    private ITimer? _timer;

    private CommandWatch(CommandKey command, CommandDirectory directory, TimeProvider time)
    {
        _command = command;
        _directory = directory;
        _time = time;
    }

    /// <summary>Begins to follow a command. What happens after this is not missed.</summary>
    /// <param name="command">The command.</param>
    /// <param name="directory">Where it is.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The watch.</returns>
    public static async Task<CommandWatch> StartAsync(CommandKey command, CommandDirectory directory, TimeProvider time)
    {
        var watch = new CommandWatch(command, directory, time);
        watch._subscription = await directory.SubscribeAsync(command, watch._wake.Set);
        watch._timer = time.CreateTimer(static state => ((WakeSignal)state!).Set(), watch._wake, PollInterval, PollInterval);
        return watch;
    }

    /// <summary>Reads the command.</summary>
    /// <returns>The command, or null when there is none.</returns>
    public Task<CommandRecord?> ReadAsync() => _directory.GetAsync(_command, _time.GetUtcNow());

    /// <summary>Waits until the command is as wanted.</summary>
    /// <param name="wanted">Whether it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was read last, or null when there is no such command.</returns>
    public async Task<CommandRecord?> WaitAsync(Func<CommandRecord, bool> wanted, CancellationToken cancellationToken)
    {
        await using var end = cancellationToken.UnsafeRegister(static state => ((WakeSignal)state!).Complete(), _wake);
        CommandRecord? record;
        do
        {
            record = await ReadAsync();
        }
        while (record is not null && !wanted(record) && !cancellationToken.IsCancellationRequested && await _wake.WaitAsync());
        return record;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        if (_subscription is not null)
        {
            await _subscription.DisposeAsync();
        }
    }
}
