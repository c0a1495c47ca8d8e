using System.Net;
using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>Finds where a connection of our own may go, and what it needs there.</summary>
internal sealed class RedisEndpoint(IConnectionMultiplexer redis, ConfigurationOptions options)
{
    /// <summary>How to connect: user, password, TLS, timeouts.</summary>
    public ConfigurationOptions Options => options;

    /// <summary>
    /// Whether the connection can be one of our own. A cluster moves keys between servers, and proxies, tunnels and client
    /// certificates are the library's business: there, everything goes through its connections.
    /// </summary>
    public bool IsSupported =>
        options.Tunnel is null
        && options.Proxy == Proxy.None
        && options.SslClientAuthenticationOptions is null
        && redis.GetServers().All(server => !server.IsConnected || server.ServerType == ServerType.Standalone);

    /// <summary>The server that takes writes at present.</summary>
    /// <returns>Its address, or null while none is known.</returns>
    public EndPoint? FindPrimary() =>
        redis.GetServers().FirstOrDefault(server => server.IsConnected && !server.IsReplica)?.EndPoint;
}
