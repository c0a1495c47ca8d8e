using System.Globalization;
using System.Net;
using System.Text;

namespace CloudIde.Orchestrator.Simulation;

/// <summary>Reports as a plot: for each workload, how long 95 of 100 wait and what it costs, by policy, and the fleet over time.</summary>
/// <remarks>Written by hand: a few rectangles and lines need no native font renderer.</remarks>
internal static class SvgPlot
{
    private const int Width = 1000;
    private const int RowHeight = 150;
    private const int Top = 40;

    /// <summary>A longer name, as a trace's file may have, would run into the bars.</summary>
    private const int LongestName = 16;

    private static readonly string[] Colours = ["#0b7285", "#e8590c", "#5f3dc4", "#2b8a3e"];

    /// <summary>Draws.</summary>
    /// <param name="reports">The reports, those of one workload one after the other.</param>
    /// <returns>An SVG document.</returns>
    public static string Draw(IReadOnlyList<SimulationReport> reports)
    {
        var workloads = reports.GroupBy(report => report.Workload).ToList();
        var policies = reports.Select(report => report.Policy).Distinct().ToList();
        var svg = new StringBuilder();
        var height = Top + (workloads.Count * RowHeight) + 10;
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" ");
        svg.Append("font-family=\"system-ui, sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        Text(svg, 110, 18, "p95 wait, s", "start");
        Text(svg, 350, 18, "cost, USD", "start");
        Text(svg, 600, 18, "tasks over time", "start");
        for (var i = 0; i < workloads.Count; i++)
        {
            Row(svg, [.. workloads[i]], policies, Top + (i * RowHeight));
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Row(StringBuilder svg, List<SimulationReport> reports, List<string> policies, int top)
    {
        var name = reports[0].Workload;
        Text(svg, 8, top + 12, name.Length > LongestName ? name[..(LongestName - 1)] + "…" : name, "start");
        Bars(svg, reports, policies, 110, top, report => report.WaitSeconds.P95, "0.0");
        Bars(svg, reports, policies, 350, top, report => report.CostUsd, "0.00");

        var most = Math.Max(1, reports.Max(report => report.PeakTasks));
        Text(svg, 595, top + 10, most.ToString(CultureInfo.InvariantCulture), "end");
        foreach (var report in reports.Where(report => report.Samples.Count > 1))
        {
            var end = report.Samples[^1].Seconds;
            var points = string.Join(' ', report.Samples.Select(sample => string.Create(
                CultureInfo.InvariantCulture,
                $"{600 + (sample.Seconds / end * 380):0.#},{top + RowHeight - 25 - (sample.Tasks / (double)most * (RowHeight - 35)):0.#}")));
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<polyline fill=\"none\" stroke=\"{Colour(policies, report.Policy)}\" stroke-opacity=\"0.8\" points=\"{points}\"/>\n");
        }
    }

    private static void Bars(
        StringBuilder svg,
        List<SimulationReport> reports,
        List<string> policies,
        int left,
        int top,
        Func<SimulationReport, double> value,
        string format)
    {
        var most = Math.Max(1e-9, reports.Max(value));
        for (var i = 0; i < reports.Count; i++)
        {
            var width = value(reports[i]) / most * 120;
            var y = top + (i * 28);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<rect x=\"{left}\" y=\"{y}\" width=\"{width:0.#}\" height=\"20\" fill=\"{Colour(policies, reports[i].Policy)}\"/>\n");
            var label = value(reports[i]).ToString(format, CultureInfo.InvariantCulture);
            Text(svg, left + width + 4, y + 14, $"{label} {reports[i].Policy}", "start");
        }
    }

    private static string Colour(List<string> policies, string policy) => Colours[policies.IndexOf(policy) % Colours.Length];

    private static void Text(StringBuilder svg, double x, double y, string text, string anchor) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>\n");
}
