using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.Clusters;

/// <summary>Reads capacity provider strategies and deals tasks out to their providers.</summary>
internal static class CapacityStrategy
{
    /// <summary>Fargate at the full price.</summary>
    public const string Fargate = "FARGATE";

    /// <summary>Fargate on spare capacity, which AWS may take back.</summary>
    public const string Spot = "FARGATE_SPOT";

    private const int MaxItems = 20;
    private const int MaxWeight = 1000;
    private const int MaxBase = 100_000;

    /// <summary>Whether a provider exists without having been created.</summary>
    /// <param name="provider">Its name.</param>
    /// <returns>True for Fargate's two.</returns>
    public static bool IsKnown(string provider) => provider is Fargate or Spot;

    /// <summary>Reads a strategy.</summary>
    /// <param name="input">The request.</param>
    /// <param name="member">The member.</param>
    /// <param name="allowed">The cluster's providers.</param>
    /// <returns>The strategy, or null when the member is missing or empty.</returns>
    public static IReadOnlyList<CapacityShare>? Read(JsonInput input, string member, IReadOnlyList<string> allowed)
    {
        if (input.Structures(member) is not { Count: > 0 } items)
        {
            return null;
        }

        if (items.Count > MaxItems)
        {
            throw EcsErrors.InvalidParameter($"A capacity provider strategy can contain a maximum of {MaxItems} capacity providers.");
        }

        var strategy = items.Select(item => ReadShare(item, items.Count)).ToList();
        if (strategy.Exists(share => !allowed.Contains(share.Provider)))
        {
            throw EcsErrors.InvalidParameter(
                "The specified capacity provider strategy cannot contain a capacity provider that is not associated with "
                + "the cluster. Associate the capacity provider with the cluster and try again.");
        }

        if (strategy.Count(share => share.Base > 0) > 1)
        {
            throw EcsErrors.InvalidParameter(
                "The specified capacity provider strategy contains more than one capacity provider with a base value defined. Specify a base for only one capacity provider and try again.");
        }

        return strategy.TrueForAll(share => share.Weight == 0)
            ? throw EcsErrors.InvalidParameter(
                "The specified capacity provider strategy must contain at least one capacity provider with a weight value greater than zero.")
            : strategy;
    }

    /// <summary>Writes a strategy.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="member">The member.</param>
    /// <param name="strategy">The strategy.</param>
    public static void Write(Utf8JsonWriter output, string member, IReadOnlyList<CapacityShare> strategy)
    {
        output.WriteStartArray(member);
        foreach (var share in strategy)
        {
            output.WriteStartObject();
            output.WriteString("capacityProvider", share.Provider);
            output.WriteNumber("weight", share.Weight);
            output.WriteNumber("base", share.Base);
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    /// <summary>The provider of each of a call's tasks: the base first, the rest by weight.</summary>
    /// <param name="strategy">The strategy; at least one weight is above zero.</param>
    /// <param name="count">How many tasks.</param>
    /// <returns>A provider for each.</returns>
    public static IReadOnlyList<string> Deal(IReadOnlyList<CapacityShare> strategy, int count)
    {
        var placed = new int[strategy.Count];
        var dealt = new List<string>(count);
        for (var index = 0; index < strategy.Count; index++)
        {
            while (dealt.Count < count && strategy[index].Base > 0 && dealt.Count(item => item == strategy[index].Provider) < strategy[index].Base)
            {
                dealt.Add(strategy[index].Provider);
            }
        }

        while (dealt.Count < count)
        {
            // The provider that lags furthest behind its share.
            var next = Enumerable.Range(0, strategy.Count)
                .Where(index => strategy[index].Weight > 0)
                .MinBy(index => (double)(placed[index] + 1) / strategy[index].Weight);
            placed[next]++;
            dealt.Add(strategy[next].Provider);
        }

        return dealt;
    }

    private static CapacityShare ReadShare(JsonInput item, int count)
    {
        var provider = item.Text("capacityProvider");
        var weight = item.Integer("weight") ?? (count == 1 ? 1 : 0);
        var first = item.Integer("base") ?? 0;
        if (string.IsNullOrEmpty(provider))
        {
            throw EcsErrors.InvalidParameter("capacityProvider can not be empty.");
        }

        return weight is < 0 or > MaxWeight || first is < 0 or > MaxBase
            ? throw EcsErrors.InvalidParameter($"weight must be between 0 and {MaxWeight} and base between 0 and {MaxBase}.")
            : new CapacityShare(provider, weight, first);
    }
}
