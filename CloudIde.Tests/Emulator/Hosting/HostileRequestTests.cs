using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CloudIde.Emulator.Ecs.Tasks;
using CloudIde.Tests.Emulator.Sqs;
using Xunit;

namespace CloudIde.Tests.Emulator.Hosting;

/// <summary>A thousand requests that no honest client sends, over plain sockets. Each gets a 4xx with an error in AWS's form.</summary>
/// <remarks>Alone, since the emulator shares its process, and so the memory that is measured, with all other tests.</remarks>
[CollectionDefinition(nameof(HostileRequestTests), DisableParallelization = true)]
[Collection(nameof(HostileRequestTests))]
public sealed partial class HostileRequestTests(SqsServer server) : IClassFixture<SqsServer>
{
    private static readonly string[] JsonBodies =
    [
        "{", "[", "", "null", "[]", "5", "\"x\"", "{\"QueueUrl\":", "{\"QueueUrl\":5}", "{\"QueueUrl\":{}}", "{\"QueueUrl\":[]}",
        "{\"QueueUrl\":\"http://x/000000000000/none\"}", "{\"QueueUrl\":\"\"}", "{\"QueueUrl\":\"../../..\"}", "{\"QueueUrl\":\"\\ud800\"}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"MessageBody\":5}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"MessageBody\":\"\\ud800\"}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"MessageBody\":\"x\",\"DelaySeconds\":\"1\"}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"MessageBody\":\"x\",\"DelaySeconds\":1e99}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"MessageBody\":\"x\",\"MessageAttributes\":[]}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"MessageBody\":\"x\",\"MessageAttributes\":{\"a\":1}}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"Entries\":{}}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"Entries\":[1]}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"ReceiptHandle\":\"AAAA\"}",
        "{\"QueueUrl\":\"http://x/000000000000/real\",\"MaxNumberOfMessages\":-1,\"ReceiptHandle\":[]}",
        "{\"NextToken\":\"%%%\",\"QueueName\":\"..\",\"SourceArn\":\"x\",\"TaskHandle\":\"x\"}",
        "{\"QueueName\":\"a\",\"Attributes\":{\"a\":1}}", "{\"MaxResults\":0}",
        new string('[', 5000), "{\"a\":" + new string('[', 500) + new string(']', 500) + "}", "\0\0\0", "\u00FF\u00FE",
    ];

    private static readonly string[] Operations =
    [
        "AmazonSQS.SendMessage", "AmazonSQS.SendMessageBatch", "AmazonSQS.DeleteMessage", "AmazonSQS.DeleteMessageBatch",
        "AmazonSQS.ChangeMessageVisibility", "AmazonSQS.ChangeMessageVisibilityBatch", "AmazonSQS.SetQueueAttributes",
        "AmazonSQS.TagQueue", "AmazonSQS.UntagQueue", "AmazonSQS.StartMessageMoveTask", "AmazonSQS.ListMessageMoveTasks",
        "AmazonSQS.CancelMessageMoveTask", "AmazonSQS.CreateQueue", "AmazonSQS.GetQueueUrl",
        "AmazonSQS.Nonsense", "AmazonSQS.", "AmazonSQS", ".", "", "DynamoDB_20120810.ListTables", "../x.y",
        "AmazonEC2ContainerServiceV20141113.RunTask", "AmazonEC2ContainerServiceV20141113.Nonsense",
        "secretsmanager.GetSecretValue", "Logs_20140328.PutLogEvents", "Logs_20140328.FilterLogEvents",
    ];

    [Fact]
    public async Task ThousandHostileRequests_EachGetA4xxAndTheEmulatorStaysUp()
    {
        await server.Client.CreateQueueAsync("real", TestContext.Current.CancellationToken);
        using (await server.Http.PutAsync(new Uri("/real-bucket", UriKind.Relative), null, TestContext.Current.CancellationToken))
        {
            // Only there to be written to.
        }

        var requests = JsonRequests().Concat(RestRequests()).ToList();
        Assert.True(requests.Count >= 800, $"Only {requests.Count} requests.");
        await SendAllAsync(requests);
        var before = MemoryAfterCollection();

        await SendAllAsync(requests);

        Assert.InRange(MemoryAfterCollection() - before, long.MinValue, 8 * 1024 * 1024);
        Assert.Equal("Healthy", await server.Http.GetStringAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken));
        var queue = (await server.Client.GetQueueUrlAsync("real", TestContext.Current.CancellationToken)).QueueUrl;
        Assert.Equal((0, 0, 0), await server.CountAsync(queue));
    }

    private static IEnumerable<string> JsonRequests()
    {
        foreach (var operation in Operations)
        {
            foreach (var body in JsonBodies)
            {
                yield return $"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: {operation}\r\nContent-Type: application/x-amz-json-1.0\r\n"
                    + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.Latin1.GetByteCount(body)}\r\n\r\n{body}");
            }
        }
    }

    private static IEnumerable<string> RestRequests()
    {
        string[] paths =
        [
            "/none/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e", "/none/%00", "/none/%zz", "/none/%ff%fe", "/none/%",
            "/none?list-type=2&continuation-token=%%%", "/none?max-keys=-1", "/none?uploads&max-uploads=x", "/none/" + new string('k', 1100),
            "/UPPER_CASE", "/a", "//", "/none/key?uploadId=x", "/none/key?versionId=x", "/none?versioning", "/none/key?partNumber=x&uploadId=y",
            "/none/key?X-Amz-Signature=x", "/none/key?X-Amz-Expires=-1&X-Amz-Signature=x",
        ];
        foreach (var path in paths)
        {
            foreach (var method in new[] { "GET", "PUT", "POST", "DELETE", "PATCH" })
            {
                if (method == "GET" && path == "//")
                {
                    continue;
                }

                yield return $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n<Dele";
            }
        }

        // Trailers without end, and the addresses that only tasks know.
        var trailers = "0\r\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"x-amz-trailer-{i}:x\r\n")) + "\r\n";
        yield return "PUT /real-bucket/key HTTP/1.1\r\nHost: localhost\r\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\n"
            + $"x-amz-decoded-content-length: 0\r\nContent-Length: {trailers.Length}\r\n\r\n{trailers}";
        yield return "GET /_emulator/ecs/tasks/none/spot-interruption HTTP/1.1\r\nHost: localhost\r\n\r\n";
        yield return "POST /_emulator/ecs/tasks/none/spot-interruption HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
        yield return $"GET {TaskEnvironment.MetadataPath}/none HTTP/1.1\r\nHost: localhost\r\n\r\n";
        yield return $"GET {TaskEnvironment.MetadataPath}/none/task HTTP/1.1\r\nHost: localhost\r\n\r\n";
        yield return $"GET {TaskEnvironment.CredentialsPath}/none HTTP/1.1\r\nHost: localhost\r\n\r\n";
        yield return "GET\r\n\r\n";
        yield return "GET / HTTP/9.9\r\n\r\n";
        yield return "GET /x HTTP/1.1\r\n\r\n";
        yield return "GET /x HTTP/1.1\r\nHost: localhost\r\nbroken header\r\n\r\n";
        yield return "PUT /x/y HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n";
        yield return "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
        yield return $"GET /x HTTP/1.1\r\nHost: localhost\r\nx-big: {new string('x', 100_000)}\r\n\r\n";
        yield return $"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\nx-big: {new string('x', 100_000)}\r\nContent-Length: 2\r\n\r\n{{}}";
        yield return $"GET /x HTTP/1.1\r\nHost: localhost\r\nx-big: {new string('x', 1_100_000)}\r\n\r\n";
        yield return "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.SendMessage\r\nContent-Length: 99999999\r\n\r\n{";
        yield return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nAction=%%";
    }

    private static long MemoryAfterCollection()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private async Task SendAllAsync(List<string> requests)
    {
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
            async (request, cancellationToken) =>
            {
                var (status, body) = await SendAsync(request, cancellationToken);
                var shown = request.Length > 300 ? request[..300] : request;
                Assert.True(status is >= 400 and < 500 or 501 or 505, $"{status} for {shown}\n{body}");
                Assert.True(body.Length > 0 && IsAwsError(body), $"No error of AWS's form for {shown}\n{status} {body}");
            });
    }

    private async Task<(int Status, string Body)> SendAsync(string request, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", server.Http.BaseAddress!.Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
        using var received = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            received.Write(buffer, 0, count);
            var answer = Encoding.UTF8.GetString(received.GetBuffer(), 0, (int)received.Length);
            var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var length = ContentLength().Match(answer);
            if (count == 0 || (end >= 0 && length.Success
                && received.Length >= end + 4 + int.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture)))
            {
                Assert.True(end > 12, $"No answer for {(request.Length > 300 ? request[..300] : request)}");
                return (int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture), answer[(end + 4)..]);
            }
        }
    }

    [GeneratedRegex("Content-Length: ([0-9]+)\r\n")]
    private static partial Regex ContentLength();

    private static bool IsAwsError(string body)
    {
        if (body.StartsWith('{'))
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("__type", out _);
        }

        return XDocument.Parse(body).Descendants().Any(element => element.Name.LocalName == "Code" && element.Value.Length > 0);
    }
}
