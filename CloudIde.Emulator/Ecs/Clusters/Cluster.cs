using System.Text.Json;

namespace CloudIde.Emulator.Ecs.Clusters;

/// <summary>A cluster as it is kept.</summary>
internal sealed record Cluster
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>False once it has been deleted; AWS shows such a cluster as INACTIVE for a while.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The capacity providers that tasks may name: FARGATE, FARGATE_SPOT.</summary>
    public IReadOnlyList<string> CapacityProviders { get; init; } = [];

    /// <summary>Where tasks run that name neither a launch type nor a strategy.</summary>
    public IReadOnlyList<CapacityShare> DefaultStrategy { get; init; } = [];

    /// <summary>Settings such as container insights, as they were given; only kept.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ResourceTags.None;
}
