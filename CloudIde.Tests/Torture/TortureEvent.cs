namespace CloudIde.Tests.Torture;

/// <summary>What is done to a running system.</summary>
internal enum TortureEvent
{
    /// <summary>A viewer's connection breaks.</summary>
    Reconnect,

    /// <summary>A viewer's page is loaded again.</summary>
    Reload,

    /// <summary>A viewer stops reading, or acknowledging, for a while.</summary>
    SlowViewer,

    /// <summary>A shell prints a few hundred KiB at once.</summary>
    Burst,

    /// <summary>A server's or worker's connections to Redis break.</summary>
    RedisCut,

    /// <summary>A server's or worker's connections to Redis stand still for less than a lease lasts.</summary>
    RedisStall,

    /// <summary>A server is replaced.</summary>
    ServerRestart,

    /// <summary>A worker is killed.</summary>
    WorkerKill,

    /// <summary>A worker is stopped for less than a lease lasts.</summary>
    WorkerPause,

    /// <summary>A worker sleeps, or its connections to Redis stand still, for longer than a lease lasts.</summary>
    LongSleep,
}
