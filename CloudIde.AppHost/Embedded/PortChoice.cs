using System.Net;
using System.Net.Sockets;

namespace CloudIde.AppHost.Embedded;

/// <summary>Chooses loopback ports: the usual one, or a free one where that is taken.</summary>
internal static class PortChoice
{
    private const int Attempts = 10;

    /// <summary>Starts something on the usual port when it is free, otherwise on any free one.</summary>
    /// <typeparam name="T">What is started.</typeparam>
    /// <param name="usual">The port that documents and habits know.</param>
    /// <param name="start">Starts it on a port; fails when somebody has just taken that one.</param>
    /// <returns>What was started, and its port.</returns>
    public static async Task<(T Started, int Port)> StartAsync<T>(int usual, Func<int, Task<T>> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = attempt == 1 && IsFree(usual) ? usual : AnyFree();
            try
            {
                return (await start(port), port);
            }
            catch (Exception) when (attempt < Attempts && !IsFree(port))
            {
                // Taken between the look and the start: another one.
            }
        }
    }

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
