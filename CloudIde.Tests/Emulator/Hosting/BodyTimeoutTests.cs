using System.Net;
using System.Net.Sockets;
using System.Text;
using CloudIde.Emulator;
using Xunit;

namespace CloudIde.Tests.Emulator.Hosting;

public sealed class BodyTimeoutTests : IAsyncDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), "cloudide-body-" + Guid.NewGuid().ToString("N"));
    private EmulatorHost _host = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PUT /bucket/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nbegun", "<Code>RequestTimeout</Code>")]
    [InlineData("PUT /bucket/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n", "<Code>RequestTimeout</Code>")]
    [InlineData("PUT /bucket/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\nContent-Encoding: aws-chunked\r\nx-amz-decoded-content-length: 90000\r\n\r\n100\r\nbegun", "<Code>RequestTimeout</Code>")]
    [InlineData("POST /bucket/key?uploadId=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n<Complete", "<Code>RequestTimeout</Code>")]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nContent-Length: 100\r\n\r\n{", "\"RequestTimeout\"")]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", "\"RequestTimeout\"")]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nAction=", "<Code>RequestTimeout</Code>")]
    public async Task Body_WhoseClientFallsSilent_IsRefusedAndTheConnectionClosed(string request, string code)
    {
        await StartAsync(TimeSpan.FromMilliseconds(200));
        using var connection = await ConnectAsync();

        await connection.SendAsync(Encoding.ASCII.GetBytes(request), CancellationToken);
        var answer = await ReceiveAsync(connection, until: code);

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(code, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ThatComesSlowlyOverMoreThanTheLimit_IsTaken()
    {
        await StartAsync(TimeSpan.FromSeconds(1));
        using var connection = await ConnectAsync();

        await connection.SendAsync("PUT /bucket/slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 12\r\n\r\n"u8.ToArray(), CancellationToken);
        for (var i = 0; i < 12; i++)
        {
            // The client's pace is what is tested: the whole takes longer than the limit, no pause does.
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken);
            await connection.SendAsync("x"u8.ToArray(), CancellationToken);
        }

        Assert.StartsWith("HTTP/1.1 200 ", await ReceiveAsync(connection, until: "\r\n\r\n"), StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = _host.Endpoint };
        Assert.Equal("xxxxxxxxxxxx", await client.GetStringAsync(new Uri("bucket/slow", UriKind.Relative), CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task StartAsync(TimeSpan bodyTimeout)
    {
        _host = await EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, DataDirectory = _data, BodyTimeout = bodyTimeout }, CancellationToken);
        using var client = new HttpClient { BaseAddress = _host.Endpoint };
        using var created = await client.PutAsync(new Uri("bucket", UriKind.Relative), content: null, CancellationToken);
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _host.Endpoint.Port, CancellationToken);
        return socket;
    }

    /// <summary>Receives up to a text; the server then still waits a few seconds for the rest of the body before it closes.</summary>
    private static async Task<string> ReceiveAsync(Socket socket, string until)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().Contains(until, StringComparison.Ordinal))
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), CancellationToken);
            Assert.NotEqual(0, received);
            answer.Append(Encoding.UTF8.GetString(buffer, 0, received));
        }

        return answer.ToString();
    }
}
