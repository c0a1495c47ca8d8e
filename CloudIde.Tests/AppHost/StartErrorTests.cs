using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CloudIde.Bench.Clients;
using Xunit;

namespace CloudIde.Tests.AppHost;

/// <summary>A start that cannot work says why in one sentence, names the setting, and ends with an error.</summary>
public sealed class StartErrorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _data = Path.Combine(Path.GetTempPath(), "cloudide-test-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    [Fact]
    public async Task Port_InUse_IsNamed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await ExpectAsync(["--data", _data, "--port", port], [], port, "in use");
    }

    [Fact]
    public async Task DataFolder_ThatIsAFile_IsNamed()
    {
        await File.WriteAllTextAsync(_data + ".txt", "", TestContext.Current.CancellationToken);
        await ExpectAsync(["--data", _data + ".txt"], [], _data + ".txt", "--data");
        File.Delete(_data + ".txt");
    }

    [Theory]
    [InlineData("ECS_MIN_TASKS", "some")]
    [InlineData("ECS_MAX_TASKS", "-1")]
    [InlineData("ECS_MESSAGES_PER_TASK", "0")]
    [InlineData("ORCHESTRATOR_POLL_SECONDS", "never")]
    [InlineData("JWT_SECRET", "short")]
    [InlineData("EMULATOR_FARGATE_START_SECONDS", "slow")]
    public async Task Setting_ThatIsInvalid_IsNamed(string name, string value) =>
        await ExpectAsync(["--data", _data, "--port", FreePort.Find().ToString(CultureInfo.InvariantCulture)], new() { [name] = value }, name);

    [Theory]
    [InlineData("WORKSPACE_IDLE_SECONDS", "-5")]
    [InlineData("SHELL_PATH", "/no/such/shell")]
    public async Task Setting_OfTheWorkerThatIsInvalid_IsNamedBeforeAnyWorkerStarts(string name, string value) =>
        await ExpectAsync(["--data", _data, "--port", FreePort.Find().ToString(CultureInfo.InvariantCulture)], new() { [name] = value }, name);

    [Theory]
    [InlineData("--port", "abc")]
    [InlineData("--port", "70000")]
    [InlineData("--data", "")]
    public async Task Argument_ThatIsInvalid_IsNamed(string name, string value) => await ExpectAsync([name, value], [], name);

    [Fact]
    public async Task Argument_ThatIsUnknown_IsNamed() => await ExpectAsync(["--nonsense"], [], "--nonsense");

    private static async Task ExpectAsync(IReadOnlyList<string> arguments, Dictionary<string, string> environment, params string[] words)
    {
        await using var host = AppHostProgram.Launch(arguments, environment);
        await host.WaitForExitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, host.ExitCode);
        Assert.All(words, word => Assert.Contains(word, host.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
    }
}
