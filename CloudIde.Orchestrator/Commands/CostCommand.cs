using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Cost;

namespace CloudIde.Orchestrator.Commands;

/// <summary><c>cost</c>: the comparison of Fargate with EKS, with the flat prices it was first made with and with today's.</summary>
internal sealed class CostCommand : Command
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public CostCommand(TextWriter output, TextWriter error)
        : base("cost", "Compare what Fargate and EKS cost, with flat prices and with the configured ones.")
    {
        _output = output;
        _error = error;
        Options.Add(_json);
        SetAction((arguments, _) => InvokeAsync(arguments.GetValue(_json)));
    }

    private Task<int> InvokeAsync(bool json) => CommandErrors.ReportAsync(_error, async () =>
    {
        var prices = SettingsReader.Read(OrchestratorOptions.FromEnvironment(), Prices.Read);
        var report = new CostReport(
            SeedComparison.FlatTaskHourUsd, SeedComparison.Flat(), prices.TaskHourUsd, SeedComparison.With(prices));
        if (json)
        {
            await _output.WriteLineAsync(JsonSerializer.Serialize(report, CostJsonContext.Default.CostReport));
            return 0;
        }

        await WriteAsync("With a flat price", report.FlatTaskHourUsd, report.Flat);
        await _output.WriteLineAsync();
        await WriteAsync("With the configured prices", report.TaskHourUsd, report.Configured);
        return 0;
    });

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
