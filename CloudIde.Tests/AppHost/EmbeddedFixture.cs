using CloudIde.AppHost.Embedded;
using Xunit;

namespace CloudIde.Tests.AppHost;

/// <summary>The whole system in this process, workers as processes of their own, with times short enough for a test.</summary>
public sealed class EmbeddedFixture : IAsyncLifetime
{
    private readonly string _data = Path.Combine(Path.GetTempPath(), "cloudide-test-" + Guid.NewGuid().ToString("N"));
    private EmbeddedSystem? _system;

    internal EmbeddedSystem System => _system ?? throw new InvalidOperationException("The system has not started.");

    public async ValueTask InitializeAsync() =>
        _system = await EmbeddedSystem.StartAsync(
            new EmbeddedOptions(_data, FreePort.Find(), Verbose: false),
            new Dictionary<string, string?>
            {
                ["ECS_MIN_TASKS"] = "0",
                ["ORCHESTRATOR_POLL_SECONDS"] = "1",
                ["ORCHESTRATOR_SCALE_IN_SECONDS"] = "1",
                ["WORKSPACE_IDLE_SECONDS"] = "2",
                ["WORKSPACE_SYNC_SECONDS"] = "0.5",
            },
            TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }

        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }
}
