using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;

namespace CloudIde.Worker.Pty.Isolation;

/// <summary>A user id that no other workspace on this machine gets before it is disposed or this process has ended.</summary>
/// <remarks>
/// An abstract Unix socket's name is held by one process at a time, and the kernel gives it back however that process
/// ends. Lock files would need a folder that several workers share and no user can prepare. A user may hold names too, and
/// then has taken that many of 268 million ids from the choice.
/// </remarks>
internal sealed class UserReservation : IDisposable
{
    private readonly Socket _name;

    private UserReservation(Socket name, uint id)
    {
        _name = name;
        Credentials = new ShellCredentials(id, id);
    }

    internal ShellCredentials Credentials { get; }

    internal static bool TryTake(uint id, [NotNullWhen(true)] out UserReservation? reservation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // Never listens: binding is enough to hold the name.
            socket.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0cloudide-workspace-user-{id}")));
            reservation = new UserReservation(socket, id);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            reservation = null;
            return false;
        }
    }

    public void Dispose() => _name.Dispose();
}
