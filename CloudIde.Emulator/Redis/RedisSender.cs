using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Garnet.networking;

namespace CloudIde.Emulator.Redis;

/// <summary>
/// Sends answers and published messages to one client. A send waits until the kernel has all of it, so one buffer is enough;
/// who publishes to a client that does not read waits for it, but not for ever.
/// </summary>
internal sealed class RedisSender : NetworkSenderBase
{
    /// <summary>A client that does not read for this long is cut off, so that it does not hold up whoever publishes.</summary>
    private const int SendTimeoutMilliseconds = 5000;

    private readonly Socket _socket;
    private readonly object _turn = new();

    // Not from a pool: whoever publishes may still write into it when the client has gone.
    private readonly byte[] _buffer;

    /// <summary>Sends on a connection.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="bufferSize">How much is sent at once, in bytes.</param>
    public RedisSender(Socket socket, int bufferSize)
        : base(bufferSize)
    {
        _socket = socket;
        _socket.SendTimeout = SendTimeoutMilliseconds;
        _buffer = GC.AllocateUninitializedArray<byte>(bufferSize, pinned: true);
        RemoteEndpointName = socket.RemoteEndPoint?.ToString() ?? "";
        LocalEndpointName = socket.LocalEndPoint?.ToString() ?? "";
    }

    /// <inheritdoc/>
    public override string RemoteEndpointName { get; }

    /// <inheritdoc/>
    public override string LocalEndpointName { get; }

    /// <inheritdoc/>
    public override bool IsLocalConnection() => true;

    /// <inheritdoc/>
    public override void Enter() => Monitor.Enter(_turn);

    /// <inheritdoc/>
    public override unsafe void EnterAndGetResponseObject(out byte* head, out byte* tail)
    {
        Monitor.Enter(_turn);
        head = GetResponseObjectHead();
        tail = GetResponseObjectTail();
    }

    /// <inheritdoc/>
    public override void Exit() => Monitor.Exit(_turn);

    /// <inheritdoc/>
    public override void ExitAndReturnResponseObject() => Monitor.Exit(_turn);

    /// <inheritdoc/>
    public override void GetResponseObject()
    {
        // There is one buffer, and it is free again when a send has returned.
    }

    /// <inheritdoc/>
    public override void ReturnResponseObject()
    {
        // See above.
    }

    /// <inheritdoc/>
    public override unsafe byte* GetResponseObjectHead() =>
        (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_buffer));

    /// <inheritdoc/>
    public override unsafe byte* GetResponseObjectTail() => GetResponseObjectHead() + _buffer.Length;

    /// <inheritdoc/>
    public override bool SendResponse(int offset, int size)
    {
        try
        {
            for (var left = _buffer.AsSpan(offset, size); !left.IsEmpty;)
            {
                left = left[_socket.Send(left)..];
            }

            return true;
        }
        catch (SocketException)
        {
            // A part may have been sent, so nothing that follows would make sense to the client. Garnet passes over errors
            // of a publication; the client's own thread ends when its socket does.
            _socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void SendResponse(byte[] buffer, int offset, int count, object context) =>
        throw new NotSupportedException("Garnet's server sends from its own buffer only.");

    /// <inheritdoc/>
    public override void SendCallback(object context) =>
        throw new NotSupportedException("Sends are not asynchronous here.");

    /// <inheritdoc/>
    public override void Throttle()
    {
        // A send that waits is the throttle.
    }

    /// <inheritdoc/>
    public override bool TryClose()
    {
        _socket.Dispose();
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose() => DisposeNetworkSender(waitForSendCompletion: false);

    /// <inheritdoc/>
    public override void DisposeNetworkSender(bool waitForSendCompletion) => _socket.Dispose();
}
