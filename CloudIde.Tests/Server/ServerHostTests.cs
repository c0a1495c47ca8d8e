using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CloudIde.Core.Settings;
using CloudIde.Server;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Server;

public sealed class ServerHostTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cloudide-host-").FullName;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Start_PortZero_ListensWhereItSays()
    {
        await using var server = await ServerHost.StartAsync(Options(), CancellationToken);
        using var client = new ApiClient(server.Address);

        Assert.NotEqual(0, server.Address.Port);
        (await client.GetAsync("/api/health")).Is(HttpStatusCode.OK);
        await server.StopAsync(CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/api/health"));
    }

    [Fact]
    public async Task Start_SeveralInvalidSettings_NamesThemAll()
    {
        var error = await Assert.ThrowsAsync<InvalidSettingsException>(() => ServerHost.StartAsync(
            Options(("AWS_ENDPOINT_URL", "nowhere"), ("CLOUDIDE_SESSION_HOURS", "0"), ("MONGODB_URI", "http://user:s3cret@x")),
            CancellationToken));

        Assert.Equal(3, error.Problems.Count);
        Assert.Contains("AWS_ENDPOINT_URL is \"nowhere\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("CLOUDIDE_SESSION_HOURS is \"0\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("MONGODB_URI", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ProductionWithoutSecret_IsRefused()
    {
        var error = await Assert.ThrowsAsync<InvalidSettingsException>(() => ServerHost.StartAsync(
            Options() with { EnvironmentName = "Production" }, CancellationToken));

        Assert.Contains("JWT_SECRET", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortInUse_SaysWhichAddress()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        var error = await Assert.ThrowsAsync<ServerStartException>(() => ServerHost.StartAsync(
            Options() with { Urls = url }, CancellationToken));

        Assert.Contains(url, error.Message, StringComparison.Ordinal);
        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("http://localhost:0")]
    public async Task Start_AddressThatCannotBe_SaysWhatIsExpected(string urls)
    {
        var error = await Assert.ThrowsAsync<InvalidSettingsException>(() => ServerHost.StartAsync(
            Options() with { Urls = urls }, CancellationToken));

        Assert.Contains($"urls is \"{urls}\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AddressOfAnotherMachine_SaysWhich()
    {
        var error = await Assert.ThrowsAsync<ServerStartException>(() => ServerHost.StartAsync(
            Options() with { Urls = "http://192.0.2.1:5080" }, CancellationToken));

        Assert.Contains("http://192.0.2.1:5080", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DataFolderThatCannotBe_SaysWhichAndWhy()
    {
        var file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "", CancellationToken);

        var error = await Assert.ThrowsAsync<ServerStartException>(() => ServerHost.StartAsync(
            Options(("CLOUDIDE_DATA", Path.Combine(file, "data"))), CancellationToken));

        Assert.Contains("CLOUDIDE_DATA", error.Message, StringComparison.Ordinal);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MetadataFileThatIsNone_SaysWhich()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "metadata.db"), new string('x', 5000), CancellationToken);

        var error = await Assert.ThrowsAsync<ServerStartException>(() => ServerHost.StartAsync(Options(), CancellationToken));

        Assert.Contains("metadata.db", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_MongoThatIsAway_SaysWhereItLooked()
    {
        var error = await Assert.ThrowsAsync<ServerStartException>(() => ServerHost.StartAsync(
            Options(("ConnectionStrings:mongodb", "mongodb://user:s3cret@127.0.0.1:1/?serverSelectionTimeoutMS=100")), CancellationToken));

        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_InvalidSetting_PrintsItAndEndsWithOne()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _directory,
            Environment = { ["CLOUDIDE_MAX_FILE_MIB"] = "many", ["ASPNETCORE_ENVIRONMENT"] = "Development" },
        };
        start.ArgumentList.Add(typeof(ServerHost).Assembly.Location);
        using var program = Process.Start(start)!;

        var error = await program.StandardError.ReadToEndAsync(CancellationToken);
        await program.WaitForExitAsync(CancellationToken);

        Assert.Equal("CLOUDIDE_MAX_FILE_MIB is \"many\": expected a whole number from 1 to 5120.", error.Trim());
        Assert.Equal(1, program.ExitCode);
    }

    private ServerOptions Options(params (string Name, string Value)[] settings) => new()
    {
        Configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["CLOUDIDE_DATA"] = _directory,
                ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1",
                ["Logging:LogLevel:Default"] = "None",
            })
            .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)))
            .Build(),
        Urls = "http://127.0.0.1:0",
        EnvironmentName = "Development",
    };
}
