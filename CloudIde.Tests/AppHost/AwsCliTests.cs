using System.Diagnostics;
using System.Text.Json;
using CloudIde.Bench.Clients;
using Xunit;

namespace CloudIde.Tests.AppHost;

/// <summary>AWS's own command line against the printed endpoint: what an operator would look at.</summary>
public sealed class AwsCliTests(EmbeddedFixture fixture) : IClassFixture<EmbeddedFixture>
{
    private static readonly TimeSpan ColdStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task AwsCli_OnTheEndpoint_ListsTheQueueTheObjectsAndTheRunningTask()
    {
        Assert.SkipUnless(IsInstalled(), "The AWS CLI is not installed.");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows the worker needs a container or WSL.");
        var cancellation = TestContext.Current.CancellationToken;
        using var user = await IdeClient.SignUpAsync(fixture.System.ServerAddress, cancellation);
        var project = await user.CreateProjectAsync("cli", cancellation);
        await user.SaveFileAsync(project, "seen.txt", "seen by the CLI", cancellation);
        var terminalId = await user.OpenTerminalAsync(project, cancellation);
        await using var terminal = await user.AttachAsync(project, terminalId, cancellation);
        await terminal.WaitForFrameAsync("status", ColdStart, frame => frame.GetProperty("state").GetString() == "active");

        var queues = await RunAsync(["sqs", "list-queues"], cancellation);
        Assert.Contains(queues.GetProperty("QueueUrls").EnumerateArray(),
            url => url.GetString()!.EndsWith("/cloudide-terminal-queue", StringComparison.Ordinal));

        var objects = await RunAsync(
            ["s3api", "list-objects-v2", "--bucket", "cloudide-projects", "--prefix", $"projects/{project}/files/"], cancellation);
        Assert.Contains(objects.GetProperty("Contents").EnumerateArray(),
            item => item.GetProperty("Key").GetString() == $"projects/{project}/files/seen.txt");

        var tasks = await RunAsync(["ecs", "list-tasks", "--cluster", "cloudide-cluster"], cancellation);
        var arns = tasks.GetProperty("taskArns").EnumerateArray().Select(arn => arn.GetString()!).ToList();
        Assert.NotEmpty(arns);
        var described = await RunAsync(["ecs", "describe-tasks", "--cluster", "cloudide-cluster", "--tasks", .. arns], cancellation);
        Assert.Contains(described.GetProperty("tasks").EnumerateArray(), task =>
            task.GetProperty("lastStatus").GetString() == "RUNNING"
            && task.GetProperty("taskDefinitionArn").GetString()!.Contains(":task-definition/cloudide-worker:", StringComparison.Ordinal));
    }

    private static bool IsInstalled() =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "aws")));

    private async Task<JsonElement> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            "aws", [.. arguments, "--endpoint-url", fixture.System.AwsEndpoint.AbsoluteUri, "--output", "json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ACCESS_KEY_ID"] = "test",
                ["AWS_SECRET_ACCESS_KEY"] = "test",
                ["AWS_DEFAULT_REGION"] = "us-east-1",
                ["AWS_EC2_METADATA_DISABLED"] = "true",
                ["AWS_PAGER"] = "",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        Assert.True(process.ExitCode == 0, $"aws {string.Join(' ', arguments)}: {await error}");
        return JsonSerializer.Deserialize<JsonElement>(await output);
    }
}
