using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>Sends what no HTTP client would send, and looks at how it is refused.</summary>
/// <param name="port">Where the emulator listens.</param>
internal sealed partial class RefusalClient(int port)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Sends a request and, where it was whole and its connection stays open, an honest one behind it.</summary>
    /// <returns>What is wrong with the answer, or null.</returns>
    public async Task<string?> FindFaultAsync(HostileRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync("127.0.0.1", port, patience.Token);
            var stream = client.GetStream();
            var sending = SendAsync(client.Client, stream, request, patience.Token);
            var answer = await ReadAnswerAsync(stream, patience.Token);
            await sending;
            if (FaultOf(request, answer) is { } fault)
            {
                return $"{fault}\nrequest {request}\nanswer {answer}";
            }

            if (!request.IsWhole || answer.Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            await stream.WriteAsync("GET /alive HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), patience.Token);
            var next = await ReadAnswerAsync(stream, patience.Token);
            return next.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) ? null : $"The connection is out of step.\nrequest {request}\nanswer {answer}\nnext {next}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"No answer.\nrequest {request}";
        }
        catch (IOException exception)
        {
            return $"{exception.Message}\nrequest {request}";
        }
    }

    private static async Task SendAsync(Socket socket, NetworkStream stream, HostileRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(request.Bytes, cancellationToken);
            if (request.Ends)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // Refused before all of it was read.
        }
    }

    private static async Task<string> ReadAnswerAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var received = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            int count;
            try
            {
                count = await stream.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException)
            {
                // Reset behind the answer, because the rest of the request was not read.
                count = 0;
            }

            received.Write(buffer, 0, count);
            var answer = Encoding.UTF8.GetString(received.GetBuffer(), 0, (int)received.Length);
            var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = ContentLength().Match(answer);
            if (count == 0 || (end >= 0 && length.Success
                && received.Length >= end + 4 + int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture)))
            {
                return answer;
            }
        }
    }

    private static string? FaultOf(HostileRequest request, string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return request.Ends && answer.Length == 0 ? null : "Closed without an answer.";
        }

        if (answer[9] != '4')
        {
            return "Not refused with a 4xx.";
        }

        var body = answer[(end + 4)..];
        try
        {
            return request.WantsJson || body.StartsWith('{') ? FaultOfJson(body) : FaultOfXml(body);
        }
        catch (Exception exception) when (exception is JsonException or XmlException)
        {
            return $"No error of AWS's form: {exception.Message}";
        }
    }

    private static string? FaultOfJson(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("__type", out var type) && type.GetString() is { Length: > 0 }
            && document.RootElement.TryGetProperty("message", out _)
            ? null
            : "No __type and message.";
    }

    private static string? FaultOfXml(string body)
    {
        var root = XDocument.Parse(body).Root!;
        var error = root.Name.LocalName == "Error" ? root : root.Elements().FirstOrDefault(element => element.Name.LocalName == "Error");
        return error?.Elements().Any(element => element.Name.LocalName == "Code" && element.Value.Length > 0) == true
            && error.Elements().Any(element => element.Name.LocalName == "Message")
            ? null
            : "No Code and Message.";
    }

    [GeneratedRegex("Content-Length: ([0-9]+)\r\n")]
    private static partial Regex ContentLength();
}
