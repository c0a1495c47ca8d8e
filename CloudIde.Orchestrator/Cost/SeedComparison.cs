namespace CloudIde.Orchestrator.Cost;

/// <summary>
/// The comparison of Fargate with EKS that CloudIDE started with. Its scenarios count the most tasks of each range for all
/// their hours, and 30 days a month; its EKS is a control plane and two nodes for 730 hours.
/// </summary>
/// <param name="Scenarios">The scenarios on Fargate.</param>
/// <param name="EksControlPlaneUsd">The control plane's USD a month.</param>
/// <param name="EksNodesUsd">Two t3.medium nodes' USD a month.</param>
internal sealed record SeedComparison(IReadOnlyList<SeedScenario> Scenarios, double EksControlPlaneUsd, double EksNodesUsd)
{
    /// <summary>The seed's flat price of a task-hour, in USD.</summary>
    public const double FlatTaskHourUsd = 0.04;

    private const int DaysPerMonth = 30;
    private const int HoursPerMonth = 730;
    private const int Nodes = 2;

    /// <summary>The seed says "t3.medium x 2 = ~$60" a month.</summary>
    private const double FlatNodesUsd = 60;

    /// <summary>EKS altogether, in USD a month.</summary>
    public double EksMonthlyUsd => EksControlPlaneUsd + EksNodesUsd;

    /// <summary>The comparison with the seed's own flat prices: $0, $19, $96 and $288 against $133.</summary>
    /// <returns>The comparison.</returns>
    public static SeedComparison Flat() => At(FlatTaskHourUsd, 0.10, FlatNodesUsd);

    /// <summary>The same with today's prices.</summary>
    /// <param name="prices">The prices.</param>
    /// <returns>The comparison.</returns>
    public static SeedComparison With(Prices prices) =>
        At(prices.TaskHourUsd, prices.EksClusterHourUsd, Nodes * prices.EksNodeHourUsd * HoursPerMonth);

    private static SeedComparison At(double taskHourUsd, double clusterHourUsd, double nodesUsd) => new(
        [
            Scenario("Dev (idle)", 0, 0, 0, taskHourUsd),
            Scenario("Low traffic", 1, 2, 8, taskHourUsd),
            Scenario("Medium traffic", 2, 5, 16, taskHourUsd),
            Scenario("High traffic", 5, 10, 24, taskHourUsd),
        ],
        clusterHourUsd * HoursPerMonth,
        nodesUsd);

    private static SeedScenario Scenario(string name, int min, int max, int hours, double taskHourUsd)
    {
        var daily = max * hours * taskHourUsd;
        return new SeedScenario(name, min, max, hours, daily, daily * DaysPerMonth);
    }
}
