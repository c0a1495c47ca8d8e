using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using CloudIde.Emulator.Ecs.Tasks;
using CloudIde.Tests.Emulator.Hosting.Hostile;
using Xunit;

namespace CloudIde.Tests.Emulator.Hosting;

/// <summary>A thousand requests that no honest client sends, over plain sockets. Each gets a 4xx with an error in AWS's form.</summary>
public sealed class HostileRequestTests : IAsyncLifetime
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

    /// <summary>What runtime and server may keep for later requests, once they have seen every kind, in MiB.</summary>
    private const double AllowedGrowth = 16;

    private static readonly TimeSpan CollectionPatience = TimeSpan.FromSeconds(30);

    private readonly string _data = Path.Combine(Path.GetTempPath(), "cloudide-hostile-" + Guid.NewGuid().ToString("N"));
    private EmulatorProcess _emulator = null!;
    private HttpClient _http = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KnownHostileRequests_EachGetA4xx()
    {
        await CreateTargetsAsync();
        var requests = JsonRequests().Concat(RestRequests()).Select(request => HostileRequest.Raw("known", request)).ToList();
        Assert.True(requests.Count >= 800, $"Only {requests.Count} requests.");

        await SendAllAsync(requests);

        Assert.Equal("Healthy", await _http.GetStringAsync(new Uri("/health", UriKind.Relative), CancellationToken));
    }

    /// <remarks><c>CLOUDIDE_HOSTILE_REQUESTS</c> sends another number than 1,000, to look for more.</remarks>
    [Fact]
    public async Task ThousandRequestsAtRandom_EachGetA4xxAndNothingIsLeftOfThem()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("CLOUDIDE_TEST_SEED") ?? $"{Environment.TickCount}", CultureInfo.InvariantCulture);
        var count = int.Parse(Environment.GetEnvironmentVariable("CLOUDIDE_HOSTILE_REQUESTS") ?? "1000", CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}: set CLOUDIDE_TEST_SEED to it for the same requests");
        var upload = await CreateTargetsAsync();
        var requests = new HostileRequests(seed, upload);
        await SendAllAsync(requests.Take(1000));
        var state = await StateAsync();
        var memory = await SettledMemoryAsync(below: 0);

        await SendAllAsync(requests.Take(count));

        Assert.Equal(state, await StateAsync());
        Assert.InRange(await SettledMemoryAsync(memory + AllowedGrowth), 0, memory + AllowedGrowth);
        Assert.Equal("Healthy", await _http.GetStringAsync(new Uri("/health", UriKind.Relative), CancellationToken));
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
            "/UPPER_CASE", "/a", "//", "/none/key?uploadId=x", "/none/key?versionId=x", "/none/key?partNumber=x&uploadId=y",
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

    public async ValueTask InitializeAsync()
    {
        _emulator = await EmulatorProcess.StartAsync(_data);
        _http = new HttpClient { BaseAddress = _emulator.Endpoint };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _emulator.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Waits until the emulator has given back what its last load had in use, which it does some seconds later.</summary>
    /// <returns>MiB resident: the first figure below the bound, or else the least that was seen.</returns>
    private async Task<double> SettledMemoryAsync(double below)
    {
        var (least, since) = (double.MaxValue, Stopwatch.GetTimestamp());
        var patience = below == 0 ? CollectionPatience / 3 : CollectionPatience;
        while (least > below && Stopwatch.GetElapsedTime(since) < patience)
        {
            least = Math.Min(least, _emulator.ResidentMebibytes);
            await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{least:0.0} MiB resident"));
        return least;
    }

    /// <summary>What hostile requests aim at: a queue, a bucket with an object and an upload, a cluster, a log stream.</summary>
    /// <returns>The upload's id.</returns>
    private async Task<string> CreateTargetsAsync()
    {
        await CallAsync("AmazonSQS.CreateQueue", """{"QueueName":"real"}""");
        await CallAsync("AmazonEC2ContainerServiceV20141113.CreateCluster", "{}");
        await CallAsync("Logs_20140328.CreateLogGroup", """{"logGroupName":"real"}""");
        await CallAsync("Logs_20140328.CreateLogStream", """{"logGroupName":"real","logStreamName":"real"}""");
        using var bucket = await _http.PutAsync(new Uri("/real-bucket", UriKind.Relative), null, CancellationToken);
        using var kept = await _http.PutAsync(new Uri("/real-bucket/kept", UriKind.Relative), new StringContent("kept"), CancellationToken);
        using var upload = await _http.PostAsync(new Uri("/real-bucket/parts?uploads", UriKind.Relative), null, CancellationToken);
        return XDocument.Parse(await upload.Content.ReadAsStringAsync(CancellationToken))
            .Descendants().Single(element => element.Name.LocalName == "UploadId").Value;
    }

    /// <summary>All that a refused request must not have changed.</summary>
    private async Task<string> StateAsync()
    {
        const string Queue = "\"QueueUrl\":\"http://localhost/000000000000/real\"";
        var state = new StringBuilder();
        foreach (var (target, body) in new[]
        {
            ("AmazonSQS.ListQueues", "{}"), ("AmazonSQS.ListQueueTags", $$"""{{{Queue}}}"""),
            ("AmazonSQS.GetQueueAttributes", $$"""{{{Queue}},"AttributeNames":["All"]}"""),
            ("AmazonEC2ContainerServiceV20141113.ListClusters", "{}"), ("AmazonEC2ContainerServiceV20141113.ListTaskDefinitions", "{}"),
            ("AmazonEC2ContainerServiceV20141113.ListTasks", "{}"), ("secretsmanager.ListSecrets", "{}"), ("Logs_20140328.DescribeLogGroups", "{}"),
            ("Logs_20140328.DescribeLogStreams", """{"logGroupName":"real"}"""),
        })
        {
            state.AppendLine().Append(target).Append(' ').Append(await CallAsync(target, body));
        }

        foreach (var path in new[] { "/", "/real-bucket", "/real-bucket?uploads", "/real-bucket/kept" })
        {
            var text = await _http.GetStringAsync(new Uri(path, UriKind.Relative), CancellationToken);
            state.AppendLine().Append(path).Append(' ').Append(text);
        }

        return state.ToString();
    }

    private async Task<string> CallAsync(string target, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body) };
        request.Headers.Add("X-Amz-Target", target);
        using var answer = await _http.SendAsync(request, CancellationToken);
        return await answer.Content.ReadAsStringAsync(CancellationToken);
    }

    private async Task SendAllAsync(IEnumerable<HostileRequest> requests)
    {
        var client = new RefusalClient(_http.BaseAddress!.Port);
        var faults = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = CancellationToken },
            async (request, cancellationToken) =>
            {
                if (await client.FindFaultAsync(request, cancellationToken) is { } fault)
                {
                    faults.Enqueue(fault);
                }
            });
        Assert.True(faults.IsEmpty, $"{faults.Count} faults:\n{string.Join("\n\n", faults.Take(30))}");
    }
}
