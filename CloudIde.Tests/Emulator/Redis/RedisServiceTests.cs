using System.Globalization;
using CloudIde.Core.Settings;
using CloudIde.Emulator;
using CloudIde.Tests.AppHost;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Emulator.Redis;

public sealed class RedisServiceTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("cloudide-test-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Emulator_WithARedisPort_SpeaksRedisThere()
    {
        var port = FreePort.Find();
        await using var emulator = await StartAsync(port);
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}");
        await redis.GetDatabase().StringSetAsync("key", "value");
        Assert.Equal("value", await redis.GetDatabase().StringGetAsync("key"));
    }

    [Fact]
    public async Task Emulator_WithARedisPortInUse_NamesTheSetting()
    {
        var port = FreePort.Find();
        await using var first = await StartAsync(port);
        var second = new EmulatorOptions { Port = 0, DataDirectory = Path.Combine(_data, "second"), RedisPort = port };
        var error = await Assert.ThrowsAsync<EmulatorStartException>(
            () => EmulatorHost.StartAsync(second, TestContext.Current.CancellationToken));
        Assert.Contains("EMULATOR_REDIS_PORT", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_ThatNameVariables_PassOnThoseThatAreSet()
    {
        var options = SettingsReader.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["EMULATOR_PASS_ENVIRONMENT"] = "SET,UNSET",
                    ["EMULATOR_REDIS_PORT"] = 6380.ToString(CultureInfo.InvariantCulture),
                    ["SET"] = "value",
                })
                .Build(),
            EmulatorOptions.Read);
        Assert.Equal(new Dictionary<string, string> { ["SET"] = "value" }, options.TaskVariables);
        Assert.Equal(6380, options.RedisPort);
    }

    private Task<EmulatorHost> StartAsync(int redisPort) => EmulatorHost.StartAsync(
        new EmulatorOptions { Port = 0, DataDirectory = _data, RedisPort = redisPort }, TestContext.Current.CancellationToken);
}
