using System.Net;
using Amazon.Runtime;
using Xunit;

namespace CloudIde.Tests.Emulator.Ecs;

/// <summary>Sets variables of this process, which the SDK reads, so nothing else may run beside it.</summary>
[Collection(nameof(ContainerCredentialsTests))]
public sealed class ContainerCredentialsTests
{
    private const string Variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

    [Fact]
    public async Task CredentialsAddress_OfARunningTask_ServesTheSdk()
    {
        await using var emulator = await TestEmulator.StartAsync("env; echo end; exec sleep 1000");
        await emulator.PrepareAsync();
        var arn = await emulator.RunAsync();
        var address = Value(await emulator.WaitForLogAsync(line => line == "end"), Variable);
        try
        {
            Environment.SetEnvironmentVariable(Variable, address);

            var credentials = await new GenericContainerCredentials().GetCredentialsAsync();

            Assert.StartsWith("ASIA", credentials.AccessKey, StringComparison.Ordinal);
            Assert.NotEmpty(credentials.SecretKey);
            Assert.True(credentials.UseToken);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }

        await emulator.StopAsync(arn);
        await emulator.WaitForAsync(arn, "STOPPED");
        using var http = new HttpClient();
        using var gone = await http.GetAsync(new Uri(address), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task MetadataAddress_OfARunningTask_TellsAboutIt()
    {
        await using var emulator = await TestEmulator.StartAsync("env; echo end; exec sleep 1000");
        await emulator.PrepareAsync();
        var arn = await emulator.RunAsync();
        var address = Value(await emulator.WaitForLogAsync(line => line == "end"), "ECS_CONTAINER_METADATA_URI_V4");
        using var http = new HttpClient();

        var container = await http.GetStringAsync(new Uri(address), TestContext.Current.CancellationToken);
        var task = await http.GetStringAsync(new Uri(address + "/task"), TestContext.Current.CancellationToken);

        Assert.Contains("\"Name\":\"worker\"", container, StringComparison.Ordinal);
        Assert.Contains($"\"TaskARN\":\"{arn}\"", task, StringComparison.Ordinal);
        Assert.Contains("\"CPU\":0.5", task, StringComparison.Ordinal);
    }

    private static string Value(IEnumerable<string> lines, string name) =>
        lines.Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
