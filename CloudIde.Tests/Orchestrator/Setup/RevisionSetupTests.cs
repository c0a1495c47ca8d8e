using System.Globalization;
using System.Text.Json.Nodes;
using CloudIde.Orchestrator.Commands;
using CloudIde.Orchestrator.Setup;
using CloudIde.Tests.Emulator.Ecs;
using CloudIde.Tests.Orchestrator.Commands;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Setup;

/// <summary>The command <c>setup</c>, run again and again against the emulator: a revision is registered only when something changed.</summary>
public sealed class RevisionSetupTests : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"task-definition-{Guid.NewGuid():N}.json");
    private TestEmulator? _emulator;

    public async ValueTask InitializeAsync() => _emulator = await TestEmulator.StartAsync();

    public async ValueTask DisposeAsync()
    {
        File.Delete(_file);
        await (_emulator?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Setup_OfTheProjectsOwnDefinition_RegistersItOnce()
    {
        Assert.Equal((SetupOutcome.Created, 1), await SetupAsync());
        Assert.Equal((SetupOutcome.Unchanged, 1), await SetupAsync());
        Assert.Equal((SetupOutcome.Unchanged, 1), await SetupAsync());
    }

    [Fact]
    public async Task Setup_OfADefinitionThatEcsCompletes_RegistersItOnceAndAgainWhenItChanges()
    {
        var definition = await OwnDefinitionAsync();
        var container = definition["containerDefinitions"]![0]!;
        definition["cpu"] = "0.5 vCPU";
        definition["memory"] = "1 GB";
        container["cpu"] = null;
        container["essential"] = null;
        container["portMappings"] = new JsonArray(new JsonObject { ["containerPort"] = 8080 });
        container["healthCheck"] = new JsonObject { ["command"] = new JsonArray("CMD-SHELL", "true") };

        Assert.Equal((SetupOutcome.Created, 1), await SetupAsync(definition));
        Assert.Equal((SetupOutcome.Unchanged, 1), await SetupAsync(definition));

        container["stopTimeout"] = 90;
        Assert.Equal((SetupOutcome.Updated, 2), await SetupAsync(definition));
        Assert.Equal((SetupOutcome.Unchanged, 2), await SetupAsync(definition));

        container["healthCheck"]!["interval"] = 31;
        Assert.Equal((SetupOutcome.Updated, 3), await SetupAsync(definition));
    }

    [Fact]
    public async Task Setup_AfterTheNewestRevisionWasDeregistered_ComparesWithTheNewestThatIsActive()
    {
        var changed = await OwnDefinitionAsync();
        changed["containerDefinitions"]![0]!["stopTimeout"] = 90;
        await SetupAsync();
        Assert.Equal((SetupOutcome.Updated, 2), await SetupAsync(changed));
        await _emulator!.Ecs.CallAsync("DeregisterTaskDefinition", """{"taskDefinition":"cloudide-worker:2"}""");

        Assert.Equal((SetupOutcome.Unchanged, 1), await SetupAsync());
        Assert.Equal((SetupOutcome.Updated, 3), await SetupAsync(changed));

        await _emulator.Ecs.CallAsync("DeregisterTaskDefinition", """{"taskDefinition":"cloudide-worker:1"}""");
        await _emulator.Ecs.CallAsync("DeregisterTaskDefinition", """{"taskDefinition":"cloudide-worker:3"}""");
        Assert.Equal((SetupOutcome.Created, 4), await SetupAsync(changed));
    }

    private static async Task<JsonNode> OwnDefinitionAsync() =>
        JsonNode.Parse(await File.ReadAllTextAsync(TaskDefinitionFile.DefaultPath, TestContext.Current.CancellationToken))!;

    private async Task<(SetupOutcome Outcome, int Revision)> SetupAsync(JsonNode? definition = null)
    {
        var arguments = new List<string> { "setup", "--json" };
        if (definition is not null)
        {
            await File.WriteAllTextAsync(_file, definition.ToJsonString(), TestContext.Current.CancellationToken);
            arguments.AddRange(["--task-definition", _file]);
        }

        var run = await CommandLineRunner.RunAsync(Configuration(), [.. arguments]);
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        var step = run.Json["steps"]!.AsArray().Single(step => (string)step!["kind"]! == "task definition")!;
        var arn = (string)run.Json["taskDefinitionArn"]!;
        Assert.Equal(arn, (string)step["name"]!);
        return (Enum.Parse<SetupOutcome>((string)step["outcome"]!), int.Parse(arn.Split(':')[^1], CultureInfo.InvariantCulture));
    }

    private IConfiguration Configuration() => CommandLineRunner.Configuration(
        new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = _emulator!.Host.Endpoint.ToString() });
}
