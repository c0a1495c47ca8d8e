using System.Text.Json;
using CloudIde.Emulator;
using CloudIde.Tests.Emulator.Sqs;
using Xunit;

namespace CloudIde.Tests.Emulator.Hosting;

public sealed class EmulatorHostTests(SqsServer server) : IClassFixture<SqsServer>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LocalStackHealth_NamesEveryServiceAsRunning()
    {
        using var document = JsonDocument.Parse(
            await server.Http.GetStringAsync(new Uri("/_localstack/health", UriKind.Relative), CancellationToken));

        var services = document.RootElement.GetProperty("services");
        foreach (var name in new[] { "ecs", "logs", "s3", "secretsmanager", "sqs", "sts" })
        {
            Assert.Equal("running", services.GetProperty(name).GetString());
        }

        Assert.NotNull(document.RootElement.GetProperty("version").GetString());
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Health_IsHealthy(string path) =>
        Assert.Equal("Healthy", await server.Http.GetStringAsync(new Uri(path, UriKind.Relative), CancellationToken));

    [Fact]
    public async Task Start_OnTheSameDataFolderTwice_IsRefused()
    {
        var error = await Assert.ThrowsAsync<EmulatorStartException>(() => EmulatorHost.StartAsync(
            new EmulatorOptions { Port = 0, DataDirectory = server.DataDirectory }, CancellationToken));

        Assert.Contains("in use by another emulator", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WhileAReceiverWaits_DoesNotWaitForIt()
    {
        await using var own = new SqsServer();
        await own.StartAsync();
        var queue = await own.CreateQueueAsync();
        var waiting = own.ReceiveAsync(queue, wait: 20);
        await Task.WhenAny(waiting, Task.Delay(100, CancellationToken));

        await own.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), CancellationToken);

        // Ended with nothing, or refused, or cut off with its client: whatever came first.
        await Task.WhenAny(waiting);
        Assert.True(waiting.IsCompleted);
    }
}
