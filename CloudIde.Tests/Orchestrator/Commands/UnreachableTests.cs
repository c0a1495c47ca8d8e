using System.Diagnostics;
using CloudIde.Orchestrator.Commands;
using CloudIde.Orchestrator.Settings;
using CloudIde.Orchestrator.Setup;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

/// <summary>What an operator is told when nothing answers: what it is, and the setting that says where it should be.</summary>
public sealed class UnreachableTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    // Nothing listens on ports so low.
    private const string Nowhere = "http://127.0.0.1:1";

    [Theory]
    [InlineData("tasks")]
    [InlineData("logs")]
    [InlineData("stop", "abc")]
    [InlineData("setup")]
    [InlineData("dead-letters")]
    public async Task AWS_ThatCannotBeReached_IsASentenceThatNamesTheSetting(params string[] arguments)
    {
        var run = await CommandLineRunner.RunAsync(With("AWS_ENDPOINT_URL", Nowhere), arguments);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains($"AWS_ENDPOINT_URL is {Nowhere}.", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Redis_ThatCannotBeReached_IsOneShortSentenceThatNamesTheSettings()
    {
        await world.StartTaskAsync();

        var run = await CommandLineRunner.RunAsync(With("REDIS_PORT", "1"), "tasks");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Equal("Redis at 127.0.0.1:1 does not answer. REDIS_HOST and REDIS_PORT say where it is.", run.Error.Trim());
    }

    [Fact]
    public async Task Status_OfNothing_SaysSoOfEachPartAndWaitsForRedisOnce()
    {
        var started = Stopwatch.GetTimestamp();
        var run = await CommandLineRunner.RunAsync(
            CommandLineRunner.Configuration(new Dictionary<string, string?>
            {
                ["AWS_ENDPOINT_URL"] = Nowhere, ["REDIS_HOST"] = "127.0.0.1", ["REDIS_PORT"] = "1",
            }),
            "status", "--json");

        Assert.Equal(ExitCodes.Unwell, run.ExitCode);
        var problems = run.Json["problems"]!.AsArray().Select(problem => (string)problem!).ToList();
        Assert.Equal(4, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("AWS_ENDPOINT_URL", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("REDIS_PORT", StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.True(problem.Length < 200, problem));

        // One wait of five seconds, and not one for each part.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 12);
    }

    [Theory]
    [InlineData("ECS_CLUSTER_NAME", "tasks")]
    [InlineData("ECS_LOG_GROUP", "logs")]
    [InlineData("AWS_SQS_QUEUE_URL", "dead-letters")]
    public async Task AName_ThatAwsDoesNotKnow_IsExplainedByItsSetting(string setting, string command)
    {
        var value = setting == "AWS_SQS_QUEUE_URL" ? $"{world.Configuration["AWS_ENDPOINT_URL"]}000000000000/no-such-queue" : "no-such-thing";

        var run = await CommandLineRunner.RunAsync(With(setting, value), command);

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(setting, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AConnectionString_WithoutAnAddress_IsNamed()
    {
        var run = await CommandLineRunner.RunAsync(With("ConnectionStrings:redis", "password=secret"), "tasks");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.StartsWith("ConnectionStrings__redis names no address", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret,", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEndpoint_ThatTakesRequestsAndNeverAnswers_IsNotWaitedForAsLongAsTheSdkWould()
    {
        var settings = OrchestratorSettings.Read(With("ECS_MIN_TASKS", "0"));
        using var clients = new AwsClients(settings.Aws);

        foreach (var config in new[] { clients.Sqs.Config, clients.S3.Config, clients.Ecs.Config, clients.Secrets.Config, clients.Logs.Config })
        {
            Assert.Equal(TimeSpan.FromSeconds(15), config.Timeout);
        }
    }

    private IConfiguration With(string name, string value) => new ConfigurationBuilder()
        .AddConfiguration(world.Configuration)
        .AddInMemoryCollection(new Dictionary<string, string?> { [name] = value })
        .Build();
}
