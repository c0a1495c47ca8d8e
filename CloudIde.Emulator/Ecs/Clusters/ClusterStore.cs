using System.Collections.Concurrent;
using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.Ecs.Clusters;

/// <summary>The clusters, kept in one file. Safe for use from several threads.</summary>
internal sealed class ClusterStore
{
    private readonly Lock _lock = new();
    private readonly string _root;
    private readonly Lazy<ConcurrentDictionary<string, Cluster>> _clusters;

    /// <summary>Creates the store.</summary>
    /// <param name="root">The directory of ECS's state.</param>
    public ClusterStore(string root)
    {
        _root = root;
        _clusters = new Lazy<ConcurrentDictionary<string, Cluster>>(Load);
    }

    private string Path => System.IO.Path.Combine(_root, "clusters.json");

    /// <summary>All clusters, also deleted ones, in no order.</summary>
    public IEnumerable<Cluster> All => _clusters.Value.Values;

    /// <summary>Finds a cluster, also a deleted one.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The cluster, or null.</returns>
    public Cluster? Find(string name) => _clusters.Value.GetValueOrDefault(name);

    /// <summary>The cluster that a request names.</summary>
    /// <param name="identifier">Its name or ARN; null: the one called default.</param>
    /// <returns>The cluster.</returns>
    public Cluster Active(string? identifier) =>
        Find(EcsArns.ClusterName(identifier)) is { Active: true } cluster ? cluster : throw EcsErrors.ClusterNotFound();

    /// <summary>Changes a cluster or adds one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">Gives the new cluster from the old one, or from null; may refuse by throwing.</param>
    /// <returns>The new cluster.</returns>
    public Cluster Update(string name, Func<Cluster?, Cluster> change)
    {
        lock (_lock)
        {
            var before = Find(name);
            var cluster = change(before);
            if (ReferenceEquals(cluster, before))
            {
                return cluster;
            }

            var all = _clusters.Value.Values.Where(item => item.Name != name).Append(cluster)
                .OrderBy(item => item.Name, StringComparer.Ordinal)
                .ToArray();
            StateFile.CreatePrivateDirectory(_root);
            StateFile.Write(Path, all, EcsJsonContext.Default.ClusterArray);
            _clusters.Value[name] = cluster;
            return cluster;
        }
    }

    private ConcurrentDictionary<string, Cluster> Load()
    {
        var clusters = new ConcurrentDictionary<string, Cluster>(StringComparer.Ordinal);
        foreach (var cluster in StateFile.Read(Path, EcsJsonContext.Default.ClusterArray) ?? [])
        {
            clusters[cluster.Name] = cluster;
        }

        return clusters;
    }
}
