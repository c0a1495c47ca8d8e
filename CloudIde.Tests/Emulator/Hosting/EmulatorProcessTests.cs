using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.S3.Model;
using Amazon.SQS.Model;
using CloudIde.Tests.Emulator.S3;
using CloudIde.Tests.Emulator.Sqs;
using Xunit;

namespace CloudIde.Tests.Emulator.Hosting;

public sealed class EmulatorProcessTests : IDisposable
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), "cloudide-emulator-" + Guid.NewGuid().ToString("N"));

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    [Fact]
    public async Task Kill_InTheMiddleOfSends_LosesNothingThatWasAcknowledged()
    {
        const int ToSend = 1000;
        var acknowledged = new ConcurrentDictionary<string, bool>();
        var deleted = new ConcurrentDictionary<string, bool>();
        await using (var emulator = await EmulatorProcess.StartAsync(_data))
        {
            using var client = SqsServer.CreateClient(emulator.Endpoint);
            var queue = (await client.CreateQueueAsync("durable", CancellationToken)).QueueUrl;
            var halfWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var senders = Enumerable.Range(0, 8).Select(async sender =>
            {
                for (var i = sender; i < ToSend; i += 8)
                {
                    var body = $"message {i}";
                    try
                    {
                        await client.SendMessageAsync(queue, body, CancellationToken);
                        acknowledged[body] = true;
                        if (i % 10 == 0)
                        {
                            var received = await client.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { VisibilityTimeout = 0 }, CancellationToken);
                            foreach (var message in received.Messages ?? [])
                            {
                                // Deleted before it is known to be: the kill may come in between.
                                deleted[message.Body] = true;
                                await client.DeleteMessageAsync(queue, message.ReceiptHandle, CancellationToken);
                            }
                        }
                    }
                    catch (Exception exception) when (exception is not OperationCanceledException)
                    {
                        // Killed: this one was not acknowledged, and none will be any more.
                        return;
                    }

                    if (acknowledged.Count >= ToSend / 2)
                    {
                        halfWay.TrySetResult();
                    }
                }
            }).ToArray();
            await halfWay.Task.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken);
            emulator.Kill();
            await Task.WhenAll(senders);
        }

        await using var again = await EmulatorProcess.StartAsync(_data);
        using var reader = SqsServer.CreateClient(again.Endpoint);
        var url = (await reader.GetQueueUrlAsync("durable", CancellationToken)).QueueUrl;
        var found = new HashSet<string>();
        while (true)
        {
            var page = await reader.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10, VisibilityTimeout = 600 }, CancellationToken);
            if (page.Messages is not { Count: > 0 } messages)
            {
                break;
            }

            found.UnionWith(messages.Select(message => message.Body));
        }

        Assert.Empty(acknowledged.Keys.Except(deleted.Keys).Except(found));
        Assert.InRange(acknowledged.Count, ToSend / 2, ToSend);
    }

    [Fact]
    public async Task Kill_InTheMiddleOfWrites_LosesNoObjectAndLeavesNoHalfOne()
    {
        const int Writers = 8;
        const int KeysPerWriter = 4;
        const int Least = 300;
        var acknowledged = new int[Writers * KeysPerWriter];
        var attempted = new int[acknowledged.Length];
        var written = 0;
        await using (var emulator = await EmulatorProcess.StartAsync(_data))
        {
            using var client = S3Server.CreateClient(emulator.Endpoint);
            await client.PutBucketAsync("durable", CancellationToken);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, Writers).Select(async writer =>
            {
                for (var version = 1; ; version++)
                {
                    var key = (writer * KeysPerWriter) + (version % KeysPerWriter);
                    attempted[key] = version;
                    try
                    {
                        await client.PutObjectAsync(
                            new PutObjectRequest { BucketName = "durable", Key = $"{key}", ContentBody = ContentOf(key, version) }, CancellationToken);
                    }
                    catch (Exception exception) when (exception is not OperationCanceledException)
                    {
                        // Killed: this one was not acknowledged.
                        return;
                    }

                    acknowledged[key] = version;
                    if (Interlocked.Increment(ref written) == Least)
                    {
                        enough.SetResult();
                    }
                }
            }).ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken);
            emulator.Kill();
            await Task.WhenAll(writers);
        }

        await using var again = await EmulatorProcess.StartAsync(_data);
        using var reader = S3Server.CreateClient(again.Endpoint);
        for (var key = 0; key < acknowledged.Length; key++)
        {
            using var answer = await reader.GetObjectAsync("durable", $"{key}", CancellationToken);
            using var text = new StreamReader(answer.ResponseStream);
            Assert.Contains(await text.ReadToEndAsync(CancellationToken), new[] { ContentOf(key, acknowledged[key]), ContentOf(key, attempted[key]) });
        }
    }

    [Fact]
    public async Task Terminate_EndsCleanly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using var emulator = await EmulatorProcess.StartAsync(_data);

        Assert.Equal(0, await emulator.TerminateAsync());
    }

    [Fact]
    public async Task Start_OnAPortInUse_SaysSoInOneSentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var (exitCode, _, error) = await EmulatorProcess.RunAsync("--port", $"{port}", "--data", _data);

        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"Port {port} is in use: end the program that listens there, or choose another with --port or EMULATOR_PORT.", error.Trim());
    }

    [Fact]
    public async Task Start_OnADataFolderThatIsAFile_SaysSoInOneSentence()
    {
        Directory.CreateDirectory(_data);
        var file = Path.Combine(_data, "file");
        await File.WriteAllTextAsync(file, "", CancellationToken);

        var (exitCode, _, error) = await EmulatorProcess.RunAsync("--port", "0", "--data", file);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"The data folder {file} cannot be used", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Start_OnADataFolderInUse_SaysSoInOneSentence()
    {
        await using var first = await EmulatorProcess.StartAsync(_data);

        var (exitCode, _, error) = await EmulatorProcess.RunAsync("--port", "0", "--data", _data);

        Assert.Equal(1, exitCode);
        Assert.Contains("in use by another emulator", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "70000", "EMULATOR_PORT is \"70000\": expected a whole number from 0 to 65535.")]
    [InlineData("--port", "x", "EMULATOR_PORT is \"x\": expected a whole number from 0 to 65535.")]
    public async Task Start_WithABadSetting_NamesIt(string name, string value, string expected)
    {
        var (exitCode, _, error) = await EmulatorProcess.RunAsync(name, value, "--data", _data);

        Assert.Equal((1, expected), (exitCode, error.Trim()));
    }

    [Fact]
    public async Task Help_ListsTheSettings_AndAnUnknownArgumentIsRefused()
    {
        var (exitCode, output, _) = await EmulatorProcess.RunAsync("--help");
        Assert.Equal(0, exitCode);
        Assert.Contains("--port", output, StringComparison.Ordinal);
        Assert.Contains("EMULATOR_FARGATE_START_SECONDS", output, StringComparison.Ordinal);

        var (wrong, _, error) = await EmulatorProcess.RunAsync("--prot", "1");
        Assert.Equal((2, "Unknown argument --prot: see --help."), (wrong, error.Trim()));
    }

    /// <summary>Of 1 byte to 80 KB, so that versions of a key have slots of every size and files of their own.</summary>
    private static string ContentOf(int key, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{key}.{version} ").PadRight(1 + (version * 7919 % 80_000), 'x');
}
