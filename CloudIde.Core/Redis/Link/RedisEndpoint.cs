using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>Finds where a connection of our own may go, and what it needs there.</summary>
internal sealed class RedisEndpoint(IConnectionMultiplexer redis, ConfigurationOptions options, string? socketPath)
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

    /// <summary>The ways to the server that takes writes at present.</summary>
    /// <returns>
    /// Addresses in the order in which to try them: its Unix domain socket, where it has one on this machine, which spares each
    /// message the network's layers; then its own address. None while no server is known.
    /// </returns>
    public IReadOnlyList<EndPoint> FindPrimary()
    {
        var primary = redis.GetServers().FirstOrDefault(server => server.IsConnected && !server.IsReplica)?.EndPoint;
        return primary is null ? [] : socketPath is null ? [primary] : [new UnixDomainSocketEndPoint(socketPath), primary];
    }
}
