using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>The way to Redis of what a keystroke waits for: scripts and channels.</summary>
public interface IRedisLink
{
    /// <summary>Raised when subscriptions are in force again after a lost connection: what was published in between was missed.</summary>
    event Action? Restored;

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="arguments">Its arguments; memory among them must stay as it is until the task has ended.</param>
    /// <returns>What it returned. The continuation may run on the thread that receives: it must not block.</returns>
    /// <exception cref="RedisException">Redis cannot be reached, or the script failed. It may have run nevertheless.</exception>
    /// <exception cref="TimeoutException">Redis does not answer. The script may have run nevertheless.</exception>
    ValueTask<RedisResult> EvaluateAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments);

    /// <summary>Follows a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="onMessage">
    /// Called in order, one at a time, on the thread that receives for everybody: it must return quickly and never block.
    /// </param>
    /// <returns>The subscription; it is in force when the task ends.</returns>
    /// <exception cref="RedisException">Redis cannot be reached.</exception>
    /// <exception cref="TimeoutException">Redis does not answer.</exception>
    Task<IAsyncDisposable> SubscribeAsync(RedisChannel channel, Action<ReadOnlyMemory<byte>> onMessage);
}
