namespace CloudIde.Core.Redis.Link;

/// <summary>What a connection is for. All but the two that say otherwise are called by the thread that receives.</summary>
internal interface IRespHandler
{
    /// <summary>Since when an answer is awaited, as a stopwatch's timestamp; null when none is. Called by any thread.</summary>
    long? WaitsSince { get; }

    /// <summary>A session has begun.</summary>
    /// <param name="session">The session.</param>
    void OnConnected(RespSession session);

    /// <summary>Reads one value, waiting for it, and does what it asks for.</summary>
    /// <param name="session">The session.</param>
    void OnReceive(RespSession session);

    /// <summary>A session has ended; nothing more comes of it. Closes it, and fails what waits for it.</summary>
    /// <param name="session">The session.</param>
    void OnLost(RespSession session);

    /// <summary>Asks for a sign of life. Called by any thread.</summary>
    /// <param name="session">The session.</param>
    void Ping(RespSession session);
}
