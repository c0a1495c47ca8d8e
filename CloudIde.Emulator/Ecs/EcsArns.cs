namespace CloudIde.Emulator.Ecs;

/// <summary>Makes and reads ECS's ARNs, in the long format that AWS has given since 2021.</summary>
/// <param name="Region">The region.</param>
/// <param name="Account">The account, 12 digits.</param>
internal sealed record EcsArns(string Region, string Account)
{
    private const string DefaultCluster = "default";

    private string Prefix => $"arn:aws:ecs:{Region}:{Account}:";

    /// <summary>The name of the cluster that a request names, by name or ARN.</summary>
    /// <param name="identifier">The name or ARN; null: the cluster that is called default.</param>
    /// <returns>The name.</returns>
    public static string ClusterName(string? identifier) => identifier is null ? DefaultCluster : LastPart(identifier);

    /// <summary>What stands behind the last slash.</summary>
    /// <param name="identifier">A name or an ARN.</param>
    /// <returns>The name.</returns>
    public static string LastPart(string identifier) => identifier[(identifier.LastIndexOf('/') + 1)..];

    public string Cluster(string name) => $"{Prefix}cluster/{name}";

    public string TaskDefinition(string family, int revision) => $"{Prefix}task-definition/{family}:{revision}";

    public string Task(string cluster, string id) => $"{Prefix}task/{cluster}/{id}";

    public string Container(string cluster, string task, string id) => $"{Prefix}container/{cluster}/{task}/{id}";

    public string CapacityProvider(string name) => $"{Prefix}capacity-provider/{name}";
}
