using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>Runs message move tasks, one at a time for each dead-letter queue.</summary>
/// <param name="store">The queues.</param>
/// <param name="options">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class MessageMoves(SqsStore store, EmulatorOptions options, ILogger<MessageMoves> logger) : IHostedService
{
    private readonly Lock _lock = new();
    private readonly List<MessageMove> _moves = [];
    private readonly List<Task> _running = [];

    /// <summary>Starts a task.</summary>
    /// <param name="source">The dead-letter queue.</param>
    /// <param name="destinationArn">Where messages go; null: each to the queue that gave it up.</param>
    /// <param name="perSecond">The most messages a second.</param>
    /// <returns>The task.</returns>
    public MessageMove Start(SqsQueue source, string? destinationArn, int? perSecond)
    {
        lock (_lock)
        {
            var arn = source.Description.Arn;
            if (_moves.Exists(move => move.SourceArn == arn && move.IsActive))
            {
                throw SqsErrors.UnsupportedOperation(
                    "There is already a task running. Only one active task is allowed for a source queue arn at a given time.");
            }

            var started = new MessageMove(
                arn, destinationArn, perSecond, options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(), source.Counts.Visible);
            _moves.Insert(0, started);
            _running.RemoveAll(task => task.IsCompleted);
            _running.Add(Task.Run(() => RunAsync(started, source)));
            return started;
        }
    }

    /// <summary>The tasks of a queue, newest first.</summary>
    /// <param name="sourceArn">The queue.</param>
    /// <returns>The tasks.</returns>
    public IReadOnlyList<MessageMove> List(string sourceArn)
    {
        lock (_lock)
        {
            return _moves.FindAll(move => move.SourceArn == sourceArn);
        }
    }

    /// <summary>Finds a task.</summary>
    /// <param name="handle">Its handle.</param>
    /// <returns>The task, or null.</returns>
    public MessageMove? Find(string handle)
    {
        lock (_lock)
        {
            return _moves.Find(move => move.Handle == handle);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task[] running;
        lock (_lock)
        {
            _moves.ForEach(move => move.TryCancel());
            running = [.. _running];
        }

        await Task.WhenAll(running).WaitAsync(cancellationToken);
        _moves.ForEach(move => move.Dispose());
    }

    private async Task RunAsync(MessageMove move, SqsQueue source)
    {
        try
        {
            while (!move.Cancelled.IsCancellationRequested && source.TakeForMove() is { } message)
            {
                var moved = false;
                try
                {
                    moved = MoveOne(move, message);
                }
                finally
                {
                    source.FinishMove(message, moved);
                }

                if (!moved)
                {
                    return;
                }

                if (move.PerSecond is { } perSecond)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1.0 / perSecond), options.TimeProvider, move.Cancelled);
                }
            }

            move.End(move.Cancelled.IsCancellationRequested ? "CANCELLED" : "COMPLETED");
        }
        catch (OperationCanceledException)
        {
            move.End("CANCELLED");
        }
        catch (Exception exception)
        {
            move.End("FAILED", "InternalError");
            LogMoveFailed(exception, move.SourceArn);
        }
    }

    private bool MoveOne(MessageMove move, SqsMessage message)
    {
        var arn = move.DestinationArn ?? message.DeadLetterSourceArn;
        if (arn is null)
        {
            move.End("FAILED", "CouldNotDetermineMessageSource");
            return false;
        }

        if (store.FindByArn(arn) is not { } target)
        {
            move.End("FAILED", "AWS.SimpleQueueService.NonExistentQueue");
            return false;
        }

        try
        {
            // A redriven message is a new one: new id, new time of sending, no receives.
            target.AcceptMoved(message.CopyFor(Guid.NewGuid(), options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(), null));
        }
        catch (AwsServiceException)
        {
            move.End("FAILED", "AWS.SimpleQueueService.NonExistentQueue");
            return false;
        }

        move.CountMoved();
        return true;
    }
}
