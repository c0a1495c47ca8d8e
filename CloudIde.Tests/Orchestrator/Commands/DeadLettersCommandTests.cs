using CloudIde.Core.Activations;
using CloudIde.Core.Aws;
using CloudIde.Core.Commands;
using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Commands;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class DeadLettersCommandTests(OperatorWorld world) : IClassFixture<OperatorWorld>
{
    /// <summary>What setup gives the queue.</summary>
    private const int AllowedReceives = 5;

    [Fact]
    public async Task DeadLetters_AreListedUntilTheyArePutBack()
    {
        Assert.Contains("no dead letters", (await CommandLineRunner.RunAsync(world.Configuration, "dead-letters")).Output, StringComparison.Ordinal);
        var cancellation = TestContext.Current.CancellationToken;
        var aws = SettingsReader.Read(world.Configuration, AwsSettings.Read);
        using var sqs = aws.CreateSqsClient();
        using var queue = new ActivationQueue(sqs, aws);
        await queue.SendAsync(new ActivationMessage(1, "a1", "p1", DateTimeOffset.UtcNow, new CommandOrder("c1", "true", 60, 3600)), cancellation);
        for (var tried = 0; tried <= AllowedReceives; tried++)
        {
            foreach (var received in await queue.ReceiveAsync(1, TimeSpan.Zero, TimeSpan.FromSeconds(30), cancellation))
            {
                await queue.ExtendAsync(received.ReceiptHandle, TimeSpan.Zero, cancellation);
            }
        }

        var table = await CommandLineRunner.RunAsync(world.Configuration, "dead-letters");
        Assert.Contains("c1", table.Output, StringComparison.Ordinal);
        var list = await CommandLineRunner.RunAsync(world.Configuration, "dead-letters", "--json");
        var letter = Assert.Single(list.Json.AsArray())!;
        Assert.Equal("p1", (string?)letter["activation"]!["projectId"]);

        var unknown = await CommandLineRunner.RunAsync(world.Configuration, "redrive", "no-such-message");
        Assert.Equal(ExitCodes.Failed, unknown.ExitCode);
        Assert.Contains("no-such-message", unknown.Error, StringComparison.Ordinal);
        var redrive = await CommandLineRunner.RunAsync(world.Configuration, "redrive", (string)letter["messageId"]!, "--json");
        Assert.Equal(1, (int)redrive.Json["redriven"]!);
        Assert.Single(await queue.ReceiveAsync(10, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), cancellation));
        Assert.Contains("no dead letters", (await CommandLineRunner.RunAsync(world.Configuration, "redrive", "--all")).Output, StringComparison.Ordinal);
    }
}
