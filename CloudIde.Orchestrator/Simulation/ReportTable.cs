using System.Globalization;
using System.Text;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>Reports as tables.</summary>
internal static class ReportTable
{
    private static readonly string[] Columns =
        ["workload", "policy", "activations", "p50 s", "p95 s", "p99 s", "max s", "cost $", "of it tasks $", "peak", "interrupted"];

    /// <summary>A table for a terminal.</summary>
    /// <param name="reports">The reports.</param>
    /// <returns>Lines of equal columns.</returns>
    public static string Text(IReadOnlyList<SimulationReport> reports)
    {
        var rows = reports.Select(Row).Prepend(Columns).ToList();
        var widths = Columns.Select((_, i) => rows.Max(row => row[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select(
                (cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        }

        return text.ToString();
    }

    /// <summary>A table in Markdown.</summary>
    /// <param name="reports">The reports.</param>
    /// <returns>The table.</returns>
    public static string Markdown(IReadOnlyList<SimulationReport> reports)
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", Columns).Append(" |\n");
        text.Append("|---|---|").Append(string.Concat(Enumerable.Repeat("--:|", Columns.Length - 2))).Append('\n');
        foreach (var report in reports)
        {
            text.Append("| ").AppendJoin(" | ", Row(report)).Append(" |\n");
        }

        return text.ToString();
    }

    private static string[] Row(SimulationReport report) =>
    [
        report.Workload,
        report.Policy,
        report.Activations.ToString("N0", CultureInfo.InvariantCulture),
        Number(report.WaitSeconds.P50, "0.0"),
        Number(report.WaitSeconds.P95, "0.0"),
        Number(report.WaitSeconds.P99, "0.0"),
        Number(report.WaitSeconds.Max, "0"),
        Number(report.CostUsd, "0.00"),
        Number(report.TaskUsd, "0.00"),
        Number(report.PeakTasks, "0"),
        Number(report.WorkInterrupted, "0"),
    ];

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
