using System.Diagnostics;
using System.Threading.Tasks.Sources;
using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>
/// An answer that is awaited. Its continuation runs on the thread that receives it: to hand it to the pool would wake a
/// thread for each keystroke.
/// </summary>
internal sealed class PendingReply : IValueTaskSource<RedisResult>
{
    private ManualResetValueTaskSourceCore<RedisResult> _core;

    /// <summary>For a command that nobody awaits.</summary>
    public PendingReply()
        : this(script: null, [], [])
    {
    }

    /// <summary>For a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="arguments">Its arguments.</param>
    public PendingReply(RedisScript? script, RedisKey[] keys, RedisValue[] arguments)
    {
        Script = script;
        Keys = keys;
        Arguments = arguments;
    }

    /// <summary>The script, for when Redis does not know it.</summary>
    public RedisScript? Script { get; }

    /// <summary>Its keys.</summary>
    public RedisKey[] Keys { get; }

    /// <summary>Its arguments.</summary>
    public RedisValue[] Arguments { get; }

    /// <summary>When it was sent, as a stopwatch's timestamp.</summary>
    public long SentAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>The answer, to be awaited once.</summary>
    /// <returns>The task.</returns>
    public ValueTask<RedisResult> AsTask() => new(this, _core.Version);

    /// <summary>Answers.</summary>
    /// <param name="result">The answer.</param>
    public void Complete(RedisResult result) => _core.SetResult(result);

    /// <summary>Answers with an error.</summary>
    /// <param name="error">The error.</param>
    public void Fail(Exception error) => _core.SetException(error);

    /// <inheritdoc/>
    public RedisResult GetResult(short token) => _core.GetResult(token);

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
