using System.Net;

namespace CloudIde.Server.Security;

/// <summary>The host names to which a server answers.</summary>
/// <remarks>
/// A server on loopback answers to loopback names only. Otherwise a page could point its own name at 127.0.0.1 (DNS
/// rebinding), be "same origin" with this server, sign up and get a shell on this machine. A server that other machines
/// reach has a name that it cannot know, and is no better protected there than by its sign-in.
/// </remarks>
/// <param name="loopbackOnly">Whether the server listens on this machine's own addresses only.</param>
/// <param name="publicUrl">The address under which people see the server, which is always answered; or null.</param>
internal sealed class HostNames(bool loopbackOnly, Uri? publicUrl)
{
    /// <summary>Whether a request's Host header is one of the server's names.</summary>
    /// <param name="host">The header.</param>
    /// <returns>Whether it is.</returns>
    public bool IsAllowed(HostString host)
    {
        if (!loopbackOnly || !host.HasValue)
        {
            return true;
        }

        var name = host.Host.TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            || name.Equals(publicUrl?.IdnHost, StringComparison.OrdinalIgnoreCase);
    }
}
