using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CloudIde.Core.Operations;
using CloudIde.Core.Redis;
using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Cost;
using CloudIde.Orchestrator.Scaling;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Commands;

/// <summary>
/// <c>cost</c>: what the fleet costs now and will have cost this month, and each project of it, where Redis can be read; and the
/// comparison of Fargate with EKS, with the flat prices it was first made with and with today's, which needs no settings at all.
/// </summary>
internal sealed class CostCommand : Command
{
    /// <summary>More would push what was asked for off the screen; <c>--json</c> has all.</summary>
    private const int MaxProjects = 20;

    private readonly OperatorConsole _console;
    private readonly TextWriter _output;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public CostCommand(OperatorConsole console)
        : base("cost", "Show what the fleet and each project cost, and compare Fargate with EKS, with flat prices and with the configured ones.")
    {
        _console = console;
        _output = console.Output;
        Options.Add(_json);
        SetAction((arguments, cancellationToken) => InvokeAsync(arguments.GetValue(_json), cancellationToken));
    }

    private Task<int> InvokeAsync(bool json, CancellationToken cancellationToken) => CommandErrors.ReportAsync(_console, async () =>
    {
        var prices = SettingsReader.Read(_console.Configuration, Prices.Read);
        var (latest, month, problem) = await FindLatestAsync(cancellationToken);
        var report = new CostReport(
            latest?.At, latest?.Spend, month, SeedComparison.FlatTaskHourUsd, SeedComparison.Flat(), prices.TaskHourUsd, SeedComparison.With(prices));
        if (json)
        {
            await _output.WriteLineAsync(JsonSerializer.Serialize(report, CostJsonContext.Default.CostReport));
            return await ReportAsync(problem);
        }

        if (report is { Live: { } live, At: { } at })
        {
            await WriteAsync(live, at);
        }

        if (month is { Projects.Count: > 0 } or { Unused.MonthUsd: > 0 })
        {
            await WriteAsync(month);
        }

        await WriteAsync("With a flat price", report.FlatTaskHourUsd, report.Flat);
        await _output.WriteLineAsync();
        await WriteAsync("With the configured prices", report.TaskHourUsd, report.Configured);
        return await ReportAsync(problem);
    }, cancellationToken);

    private async Task<int> ReportAsync(string? problem)
    {
        if (problem is null)
        {
            return ExitCodes.Done;
        }

        await _console.Error.WriteLineAsync(problem);
        return ExitCodes.Unwell;
    }

    /// <summary>The latest round's report. Without any setting that says where Redis is there is none, and that is no problem.</summary>
    private async Task<(FleetReport? Latest, MonthSpend? Month, string? Problem)> FindLatestAsync(CancellationToken cancellationToken)
    {
        if (_console.Configuration["REDIS_HOST"] is null && _console.Configuration["ConnectionStrings:redis"] is null)
        {
            return (null, null, null);
        }

        try
        {
            var options = OperatorRedis.Options(SettingsReader.Read(_console.Configuration, RedisSettings.Read));
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken);
            var latest = await new OperationsRecords(redis).FindReportAsync().WaitAsync(cancellationToken);
            var month = await new ProjectSpendRecords(redis).FindAsync(DateTimeOffset.UtcNow).WaitAsync(cancellationToken);
            return (latest, month, latest?.Spend is null ? "No orchestrator has reported within the hour what the fleet costs." : null);
        }
        catch (Exception e) when (Transient.Is(e, cancellationToken))
        {
            return (null, null, $"What the fleet costs cannot be read: {ServiceErrors.Sentence(e, _console.Configuration) ?? e.Message}");
        }
    }

    private async Task WriteAsync(SpendReport live, DateTimeOffset at)
    {
        await _output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"The fleet at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {SpendText.Of(live)}."));
        if (live.HourlyCeilingUsd is { } hourly)
        {
            await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"It may cost ${hourly:0.00##} an hour."));
        }

        if (live.MonthlyCeilingUsd is { } monthly)
        {
            await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"It may cost ${monthly:0.00} a month."));
        }

        await _output.WriteLineAsync();
    }

    private async Task WriteAsync(MonthSpend month)
    {
        await _output.WriteLineAsync($"By project in {month.Month} (UTC):");
        await _output.WriteLineAsync($"{"Project",-36} {"So far",-9} At its end");
        foreach (var project in month.Projects.Take(MaxProjects))
        {
            await WriteLineAsync(project.ProjectId!, project.MonthUsd, project.MonthForecastUsd);
        }

        var rest = month.Projects.Skip(MaxProjects).ToList();
        if (rest.Count > 0)
        {
            await WriteLineAsync($"{rest.Count} others", rest.Sum(project => project.MonthUsd), rest.Sum(project => project.MonthForecastUsd));
        }

        await WriteLineAsync("not used by a project", month.Unused.MonthUsd, month.Unused.MonthForecastUsd);
        await _output.WriteLineAsync();

        Task WriteLineAsync(string name, double usd, double forecastUsd) => _output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{name,-36} {Usd(usd, "0.00##"),-9} {Usd(forecastUsd, "0.00##")}"));
    }

    private async Task WriteAsync(string title, double taskHourUsd, SeedComparison comparison)
    {
        await _output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{title} of ${taskHourUsd:0.00##} a task-hour:"));
        await _output.WriteLineAsync("Scenario         Tasks  Hours/day   Daily     Monthly");
        foreach (var scenario in comparison.Scenarios)
        {
            await _output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{scenario.Name,-16} {scenario.Tasks,-6} {scenario.HoursPerDay,-11} {Usd(scenario.DailyUsd, "0.00"),-9} {Usd(scenario.MonthlyUsd, "0")}"));
        }

        await _output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"EKS              control plane {Usd(comparison.EksControlPlaneUsd, "0")}, two nodes {Usd(comparison.EksNodesUsd, "0")}:      {Usd(comparison.EksMonthlyUsd, "0")}"));
    }

    private static string Usd(double amount, string format) =>
        amount == 0 ? "$0" : "$" + amount.ToString(format, CultureInfo.InvariantCulture);
}
