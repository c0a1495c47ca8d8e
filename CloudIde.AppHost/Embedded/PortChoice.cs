using System.Net;
using System.Net.Sockets;

namespace CloudIde.AppHost.Embedded;

/// <summary>Chooses loopback ports: the usual one, or a free one where that is taken.</summary>
internal static class PortChoice
{
    /// <summary>The usual port when it is free, otherwise any free one.</summary>
    /// <param name="usual">The port that documents and habits know.</param>
    /// <returns>A port that was free a moment ago.</returns>
    public static int Prefer(int usual) => IsFree(usual) ? usual : AnyFree();

    /// <summary>Whether nothing listens on a loopback port.</summary>
    /// <param name="port">The port.</param>
    /// <returns>True when it is free, on IPv4 and, where the machine has it, on IPv6.</returns>
    public static bool IsFree(int port) =>
        CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static int AnyFree()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port))
            {
                return port;
            }
        }
    }

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // IPv6 is compiled in but switched off: nobody else can listen there either.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
