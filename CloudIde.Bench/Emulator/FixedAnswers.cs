using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace CloudIde.Bench.Emulator;

/// <summary>
/// Answers every request of the workload with bytes that were made beforehand: no server can cost less, so its rate is the
/// most that the client can reach on this machine.
/// </summary>
/// <param name="messageBytes">The length of the message that it gives.</param>
internal sealed class FixedAnswers(int messageBytes)
{
    private const int BufferBytes = 64 * 1024;

    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    private readonly byte[] _created = Json("""{"QueueUrl":"http://127.0.0.1/000000000000/bench"}""");
    private readonly byte[] _sent = Json($$"""{"MessageId":"{{Guid.NewGuid()}}","MD5OfMessageBody":"{{Md5(Encoding.ASCII.GetBytes(new string('m', messageBytes)))}}"}""");
    private readonly byte[] _received = Json(
        $$"""{"Messages":[{"MessageId":"{{Guid.NewGuid()}}","ReceiptHandle":"{{new string('h', 64)}}","MD5OfBody":"{{Md5(Encoding.ASCII.GetBytes(new string('m', messageBytes)))}}","Body":"{{new string('m', messageBytes)}}"}]}""");

    private readonly byte[] _empty = Json("{}");
    private readonly byte[] _put = Answer("ETag: \"00000000000000000000000000000000\"\r\nx-amz-request-id: 0\r\n", []);
    private readonly byte[] _object = ObjectAnswer();

    /// <summary>Answers until it is cancelled.</summary>
    /// <param name="port">The port on loopback.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(int port, CancellationToken cancellationToken)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptAsync(cancellationToken), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private static byte[] Json(string body) =>
        Answer("Content-Type: application/x-amz-json-1.0\r\nx-amzn-RequestId: 0\r\n", Encoding.UTF8.GetBytes(body));

    private static byte[] ObjectAnswer()
    {
        var content = new byte[Workload.ObjectBytes];
        var crc = new byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(content));
        return Answer(
            $"Content-Type: application/octet-stream\r\nETag: \"{Md5(content)}\"\r\nLast-Modified: {DateTimeOffset.UtcNow:R}\r\n"
            + $"x-amz-checksum-crc32: {Convert.ToBase64String(crc)}\r\nx-amz-checksum-type: FULL_OBJECT\r\nx-amz-request-id: 0\r\n",
            content);
    }

    private static byte[] Answer(string headers, byte[] body) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\n{headers}Content-Length: {body.Length}\r\n\r\n")), .. body];

#pragma warning disable CA5351 // SQS' protocol, not a protection.
    private static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351

    private async Task ServeAsync(Socket socket, CancellationToken cancellationToken)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[BufferBytes];
            var filled = 0;
            try
            {
                while (true)
                {
                    var head = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) + 4;
                    if (head < 4)
                    {
                        var count = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
                        if (count == 0)
                        {
                            return;
                        }

                        filled += count;
                        continue;
                    }

                    var (answer, length, waits) = Read(buffer.AsSpan(0, head));
                    if (waits && filled < head + length)
                    {
                        await socket.SendAsync(Continue, cancellationToken);
                    }

                    var missing = head + length - filled;
                    while (missing > 0)
                    {
                        // Nothing is looked at, so it may lie over what was there.
                        missing -= await socket.ReceiveAsync(buffer.AsMemory(0, Math.Min(missing, buffer.Length)), cancellationToken) is var count and > 0
                            ? count
                            : throw new SocketException((int)SocketError.ConnectionReset);
                        filled = 0;
                    }

                    if (filled > 0)
                    {
                        buffer.AsSpan(head + length, filled - head - length).CopyTo(buffer);
                        filled -= head + length;
                    }

                    await socket.SendAsync(answer, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The client has gone, or all ends.
            }
        }
    }

    private (byte[] Answer, int BodyLength, bool WaitsForContinue) Read(ReadOnlySpan<byte> head)
    {
        var answer = head.StartsWith("GET"u8) ? _object
            : head.StartsWith("PUT"u8) ? _put
            : head.IndexOf("AmazonSQS.SendMessage"u8) >= 0 ? _sent
            : head.IndexOf("AmazonSQS.ReceiveMessage"u8) >= 0 ? _received
            : head.IndexOf("AmazonSQS.CreateQueue"u8) >= 0 ? _created
            : _empty;
        var at = head.IndexOf("Content-Length: "u8);
        var length = 0;
        if (at >= 0)
        {
            _ = System.Buffers.Text.Utf8Parser.TryParse(head[(at + "Content-Length: "u8.Length)..], out length, out _);
        }

        return (answer, length, head.IndexOf("100-continue"u8) >= 0);
    }
}
