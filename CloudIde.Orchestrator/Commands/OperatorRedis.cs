using CloudIde.Core.Redis;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Commands;

/// <summary>How a command reaches Redis.</summary>
internal static class OperatorRedis
{
    /// <summary>A person waits, so a Redis that is not there fails at once instead of being tried again for as long as it takes.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>What to connect with.</returns>
    public static ConfigurationOptions Options(RedisSettings settings)
    {
        var options = settings.Connection.Clone();
        options.ClientName = "cloudide-operator";
        options.AbortOnConnectFail = true;
        options.ConnectRetry = 1;
        return options;
    }
}
