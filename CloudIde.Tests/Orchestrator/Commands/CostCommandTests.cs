using CloudIde.Core.Operations;
using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator.Commands;
using CloudIde.Tests.Core.Redis;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Commands;

public sealed class CostCommandTests
{
    [Fact]
    public async Task Cost_WithoutAnySetting_ComparesAsTheFirstTableDid()
    {
        var run = await CommandLineRunner.RunAsync(CommandLineRunner.Configuration(), "cost");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.DoesNotContain("The fleet at", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"Low traffic\s+1-2\s+8\s+\$0\.64\s+\$19\b", run.Output);
    }

    [Fact]
    public async Task Cost_WhereAnOrchestratorReports_ShowsTheFleetAndTheCeilings()
    {
        using var host = RedisHost.Start();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(host.Port));
        await new OperationsRecords(redis).LeaveAsync(
            new FleetReport(DateTimeOffset.UnixEpoch, "one", "ecs", "backlog", 2, "Two are needed.")
            {
                Spend = new SpendReport(0.05, 0.1, 12.3, 45.6, HourlyCeilingUsd: 2, MonthlyCeilingUsd: 300),
            });

        var run = await CommandLineRunner.RunAsync(ConfigurationOf(host.Port), "cost");
        var json = await CommandLineRunner.RunAsync(ConfigurationOf(host.Port), "cost", "--json");

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("The fleet at 1970-01-01 00:00:00 UTC: $0.10 an hour, $12.30 this month, about $45.60 at its end.", run.Output, StringComparison.Ordinal);
        Assert.Contains("$2.00 an hour", run.Output, StringComparison.Ordinal);
        Assert.Contains("$300.00 a month", run.Output, StringComparison.Ordinal);
        Assert.Equal(45.6, (double)json.Json["live"]!["monthForecastUsd"]!);
    }

    [Fact]
    public async Task Cost_OfTheMonth_IsShownByProject()
    {
        using var host = RedisHost.Start();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(RedisServers.Options(host.Port));
        var records = new ProjectSpendRecords(redis);
        var now = DateTimeOffset.UtcNow;
        var month = ProjectSpendRecords.MonthOf(now);
        var cheap = Enumerable.Range(0, 21).Select(i => new ProjectCharge(month, $"cheap-{i:00}", 0.5));
        await records.AddAsync(
            null, now, [.. cheap, new ProjectCharge(month, "dear", 1.25), new ProjectCharge(month, null, 0.25), new ProjectCharge("2020-01", "old", 9)]);

        var run = await CommandLineRunner.RunAsync(ConfigurationOf(host.Port), "cost");
        var json = await CommandLineRunner.RunAsync(ConfigurationOf(host.Port), "cost", "--json");

        Assert.Contains($"By project in {month} (UTC):", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Project +So far +At its end\s*\ndear +\$1\.25 +\$\d", run.Output);
        Assert.Matches(@"(?m)^2 others +\$1\.00 +\$\d[\d.]*\s*\nnot used by a project +\$0\.25 +\$\d", run.Output);
        Assert.DoesNotContain("old", run.Output, StringComparison.Ordinal);
        var read = json.Json["month"]!;
        Assert.Equal(month, (string)read["month"]!);
        Assert.Equal(22, read["projects"]!.AsArray().Count);
        Assert.Equal(("dear", 1.25), ((string)read["projects"]![0]!["projectId"]!, (double)read["projects"]![0]!["monthUsd"]!));
        Assert.Equal(0.25, (double)read["unused"]!["monthUsd"]!);
        Assert.InRange((double)read["unused"]!["monthForecastUsd"]!, 0.25, double.MaxValue);
    }

    [Fact]
    public async Task Cost_WhereRedisIsAway_StillComparesAndSaysSo()
    {
        int port;
        using (var gone = RedisHost.Start())
        {
            port = gone.Port;
        }

        var run = await CommandLineRunner.RunAsync(ConfigurationOf(port), "cost");

        Assert.Equal(ExitCodes.Unwell, run.ExitCode);
        Assert.Contains("What the fleet costs cannot be read", run.Error, StringComparison.Ordinal);
        Assert.Contains("$0.64", run.Output, StringComparison.Ordinal);
    }

    private static IConfiguration ConfigurationOf(int port) =>
        CommandLineRunner.Configuration(new Dictionary<string, string?> { ["REDIS_HOST"] = "127.0.0.1", ["REDIS_PORT"] = $"{port}" });
}
