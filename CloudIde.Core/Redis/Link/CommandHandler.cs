using System.Collections.Concurrent;
using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>Commands and their answers, which come in the order of the commands.</summary>
internal sealed class CommandHandler : IRespHandler
{
    /// <summary>Of one session: what is still waiting when it ends must not meet the answers of the next.</summary>
    private volatile Pipeline? _pipeline;

    /// <inheritdoc/>
    public long? WaitsSince => _pipeline is { } pipeline && pipeline.Pending.TryPeek(out var oldest) ? oldest.SentAt : null;

    /// <summary>Evaluates a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="reply">What it will return.</param>
    /// <returns>False when there is no connection; then nothing was sent.</returns>
    public bool TryEvaluate(RedisScript script, RedisKey[] keys, RedisValue[] arguments, out ValueTask<RedisResult> reply)
    {
        var pending = new PendingReply(script, keys, arguments);
        reply = pending.AsTask();
        return _pipeline is { } pipeline && TrySend(pipeline, pending, isKnown: true);
    }

    /// <inheritdoc/>
    public void OnConnected(RespSession session) => _pipeline = new Pipeline(session);

    /// <inheritdoc/>
    public void OnReceive(RespSession session)
    {
        var reply = session.Reader.ReadReply(out var error);
        var pipeline = _pipeline!;
        if (!pipeline.Pending.TryDequeue(out var pending))
        {
            throw new InvalidDataException("Redis sent an answer to nothing.");
        }

        if (error is null)
        {
            pending.Complete(reply!);
        }
        else if (error.StartsWith("NOSCRIPT", StringComparison.Ordinal) && pending.Script is not null)
        {
            if (!TrySend(pipeline, pending, isKnown: false))
            {
                pending.Fail(Lost());
            }
        }
        else
        {
            pending.Fail(new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, error));
            if (error.StartsWith("READONLY", StringComparison.Ordinal))
            {
                // It has become a replica: the next session looks for the primary again.
                session.Abort();
            }
        }
    }

    /// <inheritdoc/>
    public void OnLost(RespSession session)
    {
        var pipeline = _pipeline!;
        _pipeline = null;
        session.Close();
        while (pipeline.Pending.TryDequeue(out var pending))
        {
            pending.Fail(Lost());
        }
    }

    /// <inheritdoc/>
    public void Ping(RespSession session)
    {
        if (_pipeline is { } pipeline)
        {
            session.TrySend(pipeline, static (output, pipeline) =>
            {
                pipeline.Pending.Enqueue(new PendingReply());
                RespCommand.Write(output, "PING");
            });
        }
    }

    private static bool TrySend(Pipeline pipeline, PendingReply pending, bool isKnown) =>
        pipeline.Session.TrySend((pipeline, pending, isKnown), static (output, state) =>
        {
            var (pipeline, pending, isKnown) = state;
            RespCommand.WriteEvaluation(output, pending.Script!, isKnown, pending.Keys, pending.Arguments);
            pipeline.Pending.Enqueue(pending);
        });

    private static RedisConnectionException Lost() =>
        new(
            ConnectionFailureType.SocketClosed, CommandFlags.None, "The connection to Redis was lost before it answered.",
            innerException: null, CommandStatus.Sent);

    private sealed record Pipeline(RespSession Session)
    {
        public ConcurrentQueue<PendingReply> Pending { get; } = new();
    }
}
