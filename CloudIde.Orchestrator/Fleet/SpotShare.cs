using System.Globalization;
using Amazon.ECS.Model;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>
/// Decides which launches run on Spot. It follows from the launch's token alone, so that a launch that is repeated asks for
/// the same again: with other parameters ECS would refuse the token.
/// </summary>
internal static class SpotShare
{
    /// <summary>The capacity provider at the ordinary price.</summary>
    public const string OnDemandProvider = "FARGATE";

    /// <summary>The capacity provider of spare capacity, which may be taken back with two minutes' warning.</summary>
    public const string SpotProvider = "FARGATE_SPOT";

    /// <summary>The strategy of a launch.</summary>
    /// <param name="percent">How many of 100 tasks run on Spot, 1 to 100.</param>
    /// <param name="count">How many tasks are launched.</param>
    /// <param name="token">The launch's token, which ends with its number.</param>
    /// <returns>The strategy.</returns>
    public static List<CapacityProviderStrategyItem> Strategy(int percent, int count, string token)
    {
        // ECS applies weights to each call alone: of one task with weights 70 and 30, none would ever run on Spot.
        if (percent < 100 && count > 1)
        {
            return [Item(OnDemandProvider, 100 - percent), Item(SpotProvider, percent)];
        }

        return [Item(IsSpot(percent, NumberOf(token)) ? SpotProvider : OnDemandProvider, 1)];
    }

    // Spreads the launches on Spot evenly: of 100 in a row as many as wanted.
    private static bool IsSpot(int percent, long number) => (number + 1) * percent / 100 > number * percent / 100;

    private static long NumberOf(string token) =>
        long.TryParse(token.AsSpan(token.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number % 1_000_000
            : 0;

    private static CapacityProviderStrategyItem Item(string provider, int weight) => new() { CapacityProvider = provider, Weight = weight };
}
