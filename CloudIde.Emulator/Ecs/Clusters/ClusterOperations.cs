using System.Text.Json;
using System.Text.RegularExpressions;
using CloudIde.Emulator.Ecs.Tasks;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.Clusters;

/// <summary>Operations on clusters and on their capacity providers.</summary>
/// <param name="clusters">The clusters.</param>
/// <param name="tasks">The tasks in them.</param>
/// <param name="arns">The ARNs.</param>
internal sealed partial class ClusterOperations(ClusterStore clusters, TaskStore tasks, EcsArns arns)
{
    private const int MaxDescribed = 100;

    public void Create(JsonInput input, Utf8JsonWriter output)
    {
        var name = input.Text("clusterName") ?? EcsArns.ClusterName(null);
        if (!NamePattern().IsMatch(name))
        {
            throw EcsErrors.InvalidParameter(
                "Cluster name should begin with a letter and have up to 255 letters, numbers, underscores, and hyphens.");
        }

        RefuseLeftOut(input);
        var providers = ReadProviders(input);
        var created = new Cluster
        {
            Name = name,
            CapacityProviders = providers,
            DefaultStrategy = CapacityStrategy.Read(input, "defaultCapacityProviderStrategy", providers) ?? [],
            Settings = ReadSettings(input),
            Tags = ResourceTags.Read(input),
        };

        // To create a cluster that is there already is no error; it stays as it is.
        var cluster = clusters.Update(name, existing => existing is { Active: true } ? existing : created);
        WriteCluster(output, "cluster", cluster, includeAll: true);
    }

    public void Delete(JsonInput input, Utf8JsonWriter output)
    {
        var identifier = input.Text("cluster") ?? throw EcsErrors.InvalidParameter("Cluster can not be blank.");
        var cluster = clusters.Update(EcsArns.ClusterName(identifier), existing => existing switch
        {
            null or { Active: false } => throw EcsErrors.ClusterNotFound(),
            _ when tasks.All.Any(task => task.Cluster == existing.Name && !task.IsStopped) => throw new AwsServiceException(
                400, "ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."),
            _ => existing with { Active = false },
        });
        WriteCluster(output, "cluster", cluster, includeAll: true);
    }

    public void List(JsonInput input, Utf8JsonWriter output) =>
        EcsPaging.Write(input, output, "clusterArns", clusters.All
            .Where(cluster => cluster.Active)
            .Select(cluster => (cluster.Name, arns.Cluster(cluster.Name))));

    public void Describe(JsonInput input, Utf8JsonWriter output)
    {
        var names = input.Texts("clusters") is { Count: > 0 } given ? given : [EcsArns.ClusterName(null)];
        if (names.Count > MaxDescribed)
        {
            throw EcsErrors.InvalidParameter($"Clusters cannot be more than {MaxDescribed} elements.");
        }

        var include = input.Texts("include") ?? [];
        var found = names.Select(name => (Name: EcsArns.ClusterName(name), Cluster: clusters.Find(EcsArns.ClusterName(name)))).ToList();
        output.WriteStartArray("clusters");
        foreach (var (_, cluster) in found.Where(item => item.Cluster is not null).DistinctBy(item => item.Name))
        {
            WriteCluster(output, null, cluster!, include);
        }

        output.WriteEndArray();
        output.WriteStartArray("failures");
        foreach (var (name, _) in found.Where(item => item.Cluster is null))
        {
            output.WriteStartObject();
            output.WriteString("arn", arns.Cluster(name));
            output.WriteString("reason", "MISSING");
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    public void PutCapacityProviders(JsonInput input, Utf8JsonWriter output)
    {
        var identifier = input.Text("cluster") ?? throw EcsErrors.InvalidParameter("Cluster can not be blank.");
        if (!input.Has("capacityProviders") || !input.Has("defaultCapacityProviderStrategy"))
        {
            throw EcsErrors.InvalidParameter("capacityProviders and defaultCapacityProviderStrategy must both be given; each may be empty.");
        }

        var providers = ReadProviders(input);
        var strategy = CapacityStrategy.Read(input, "defaultCapacityProviderStrategy", providers) ?? [];
        var name = clusters.Active(identifier).Name;
        var cluster = clusters.Update(name, existing => existing is { Active: true }
            ? existing with { CapacityProviders = providers, DefaultStrategy = strategy }
            : throw EcsErrors.ClusterNotFound());
        WriteCluster(output, "cluster", cluster, includeAll: true);
    }

    public void DescribeCapacityProviders(JsonInput input, Utf8JsonWriter output)
    {
        var asked = input.Texts("capacityProviders")?.Select(EcsArns.LastPart).ToList();
        string[] known = [CapacityStrategy.Fargate, CapacityStrategy.Spot];
        _ = input.Text("cluster");
        _ = input.Texts("include");
        if (input.Integer("maxResults") is < 1 or > 10)
        {
            throw EcsErrors.InvalidParameter("maxResults must be between 1 and 10.");
        }

        // The two are always on one page.
        if (input.Text("nextToken") is { Length: > 0 })
        {
            throw EcsErrors.InvalidToken();
        }

        output.WriteStartArray("capacityProviders");
        foreach (var name in known.Where(name => asked is null or [] || asked.Contains(name)))
        {
            output.WriteStartObject();
            output.WriteString("capacityProviderArn", arns.CapacityProvider(name));
            output.WriteString("name", name);
            output.WriteString("status", "ACTIVE");
            ResourceTags.Write(output, ResourceTags.None);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteStartArray("failures");
        foreach (var name in (asked ?? []).Where(name => !known.Contains(name)))
        {
            output.WriteStartObject();
            output.WriteString("arn", arns.CapacityProvider(name));
            output.WriteString("reason", "MISSING");
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private static void RefuseLeftOut(JsonInput input)
    {
        _ = input.Structure("configuration");
        _ = input.Structure("serviceConnectDefaults");
        foreach (var member in (ReadOnlySpan<string>)["configuration", "serviceConnectDefaults"])
        {
            if (input.Asks(member))
            {
                throw EcsErrors.NotEmulated(member);
            }
        }
    }

    private static IReadOnlyList<string> ReadProviders(JsonInput input)
    {
        var providers = input.Texts("capacityProviders") ?? [];
        return providers.FirstOrDefault(provider => !CapacityStrategy.IsKnown(provider)) is { } unknown
            ? throw EcsErrors.InvalidParameter(
                $"The specified capacity provider {unknown} was not found. Specify a valid capacity provider and try again.")
            : providers;
    }

    private static JsonElement? ReadSettings(JsonInput input)
    {
        // Read for its types; kept as it came.
        foreach (var setting in input.Structures("settings") ?? [])
        {
            _ = setting.Text("value");
            if (setting.Text("name") is not "containerInsights")
            {
                throw EcsErrors.InvalidParameter("Invalid setting name: containerInsights is the only one.");
            }
        }

        return input.Has("settings") ? input.Element.GetProperty("settings").Clone() : null;
    }

    private void WriteCluster(Utf8JsonWriter output, string? member, Cluster cluster, IReadOnlyList<string>? include = null, bool includeAll = false)
    {
        var inCluster = tasks.All.Where(task => task.Cluster == cluster.Name && !task.IsStopped).ToList();
        var running = inCluster.Count(task => task.LastStatus == EcsTaskStatus.Running);
        var pending = inCluster.Count(task => task.LastStatus is EcsTaskStatus.Provisioning or EcsTaskStatus.Pending);
        if (member is null)
        {
            output.WriteStartObject();
        }
        else
        {
            output.WriteStartObject(member);
        }

        output.WriteString("clusterArn", arns.Cluster(cluster.Name));
        output.WriteString("clusterName", cluster.Name);
        output.WriteString("status", cluster.Active ? "ACTIVE" : "INACTIVE");
        output.WriteNumber("registeredContainerInstancesCount", 0);
        output.WriteNumber("runningTasksCount", running);
        output.WriteNumber("pendingTasksCount", pending);
        output.WriteNumber("activeServicesCount", 0);
        output.WriteStartArray("statistics");
        if (include?.Contains("STATISTICS") == true)
        {
            WriteStatistic(output, "runningFargateTasksCount", running);
            WriteStatistic(output, "pendingFargateTasksCount", pending);
        }

        output.WriteEndArray();
        ResourceTags.Write(output, includeAll || include?.Contains("TAGS") == true ? cluster.Tags : ResourceTags.None);
        output.WritePropertyName("settings");
        if (cluster.Settings is { } settings && (includeAll || include?.Contains("SETTINGS") == true))
        {
            settings.WriteTo(output);
        }
        else
        {
            output.WriteStartArray();
            output.WriteEndArray();
        }

        output.WriteTexts("capacityProviders", cluster.CapacityProviders);
        CapacityStrategy.Write(output, "defaultCapacityProviderStrategy", cluster.DefaultStrategy);
        output.WriteEndObject();
    }

    private static void WriteStatistic(Utf8JsonWriter output, string name, int value)
    {
        output.WriteStartObject();
        output.WriteString("name", name);
        output.WriteString("value", value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        output.WriteEndObject();
    }

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9_-]{0,254}\z")]
    private static partial Regex NamePattern();
}
