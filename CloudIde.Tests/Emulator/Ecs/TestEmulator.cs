using System.Diagnostics;
using System.Text.Json;
using CloudIde.Emulator;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

/// <summary>A running emulator with its data in a directory of its own.</summary>
internal sealed class TestEmulator : IAsyncDisposable
{
    public const string ClusterName = "cloudide-cluster";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TestEmulator(EmulatorHost host, string data)
    {
        Host = host;
        Data = data;
        Ecs = new AwsJsonClient(host.Endpoint, "AmazonEC2ContainerServiceV20141113");
        Secrets = new AwsJsonClient(host.Endpoint, "secretsmanager");
        Logs = new AwsJsonClient(host.Endpoint, "Logs_20140328");
    }

    public EmulatorHost Host { get; }

    public string Data { get; }

    public AwsJsonClient Ecs { get; }

    public AwsJsonClient Secrets { get; }

    public AwsJsonClient Logs { get; }

    /// <summary>Starts an emulator whose image <c>worker</c> runs a shell script.</summary>
    public static async Task<TestEmulator> StartAsync(
        string? script = null,
        TimeProvider? time = null,
        string? data = null,
        Func<EmulatorOptions, EmulatorOptions>? configure = null)
    {
        data ??= Directory.CreateTempSubdirectory("cloudide-emulator-").FullName;
        var images = new Dictionary<string, IReadOnlyList<string>>();
        if (script is not null)
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "The task is a shell script, and Windows has no shell.");
            images["worker"] = ["/bin/sh", "-c", script, "worker"];
        }

        var options = new EmulatorOptions
        {
            Port = 0,
            DataDirectory = data,
            Images = images,
            TimeProvider = time ?? TimeProvider.System,
            LoggerFactory = NullLoggerFactory.Instance,
        };
        return new TestEmulator(
            await EmulatorHost.StartAsync(configure is null ? options : configure(options), TestContext.Current.CancellationToken),
            data);
    }

    /// <summary>Creates the cluster, the log group and the task definition <c>worker</c>.</summary>
    public async Task PrepareAsync(string containerMembers = "", string image = "worker:1.0.0")
    {
        await Ecs.CallAsync("CreateCluster", $$"""{"clusterName":"{{ClusterName}}","capacityProviders":["FARGATE","FARGATE_SPOT"]}""");
        await Logs.CallAsync("CreateLogGroup", """{"logGroupName":"/ecs/worker"}""");
        await Ecs.CallAsync("RegisterTaskDefinition", TaskDefinition(containerMembers, image));
    }

    public static string TaskDefinition(string containerMembers = "", string image = "worker:1.0.0", string members = "") => $$"""
        {
          "family": "worker", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "512", "memory": "1024",
          "executionRoleArn": "arn:aws:iam::000000000000:role/execution", "taskRoleArn": "arn:aws:iam::000000000000:role/task",
          {{members}}
          "containerDefinitions": [{
            "name": "worker", "image": "{{image}}", {{containerMembers}}
            "logConfiguration": {"logDriver": "awslogs", "options": {
              "awslogs-group": "/ecs/worker", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "ecs"} }
          }]
        }
        """;

    public static string RunTask(string members = "", string? launch = "\"launchType\":\"FARGATE\",") => $$"""
        {
          "cluster": "{{ClusterName}}", "taskDefinition": "worker", {{launch}} {{members}}
          "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]} }
        }
        """;

    /// <summary>Runs one task.</summary>
    public async Task<string> RunAsync(string members = "")
    {
        var answer = await Ecs.CallAsync("RunTask", RunTask(members));
        return answer.GetProperty("tasks")[0].GetProperty("taskArn").GetString()!;
    }

    public async Task<JsonElement> DescribeAsync(string task)
    {
        var answer = await Ecs.CallAsync("DescribeTasks", $$"""{"cluster":"{{ClusterName}}","tasks":["{{task}}"]}""");
        return answer.GetProperty("tasks")[0];
    }

    public Task<JsonElement> StopAsync(string task, string reason = "test") =>
        Ecs.CallAsync("StopTask", $$"""{"cluster":"{{ClusterName}}","task":"{{task}}","reason":"{{reason}}"}""");

    /// <summary>Waits until a task is in a state.</summary>
    public async Task<JsonElement> WaitForAsync(string task, string status)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var found = await DescribeAsync(task);
            if (found.GetProperty("lastStatus").GetString() == status)
            {
                return found;
            }

            Assert.True(waited.Elapsed < Patience, $"The task is not {status}: {found}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until the tasks have logged a line, and gives all lines.</summary>
    public async Task<IReadOnlyList<string>> WaitForLogAsync(Func<string, bool> wanted)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var lines = await LogAsync();
            if (lines.Any(wanted))
            {
                return lines;
            }

            Assert.True(waited.Elapsed < Patience, "The line is not there: " + string.Join('\n', lines));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async Task<IReadOnlyList<string>> LogAsync()
    {
        var answer = await Logs.CallAsync("FilterLogEvents", """{"logGroupName":"/ecs/worker"}""");
        return [.. answer.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("message").GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();

        // Two emulators of a test may have had the same.
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    /// <summary>Ends the emulator and keeps its data.</summary>
    public async Task CloseAsync()
    {
        Ecs.Dispose();
        Secrets.Dispose();
        Logs.Dispose();
        await Host.DisposeAsync();
    }
}
