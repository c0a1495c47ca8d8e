using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.Ecs.TaskDefinitions;

/// <summary>The task definitions, each revision in a file of its own. Safe for use from several threads.</summary>
internal sealed class TaskDefinitionStore
{
    private readonly Lock _lock = new();
    private readonly string _root;
    private readonly Lazy<Dictionary<string, SortedDictionary<int, TaskDefinition>>> _families;

    /// <summary>Creates the store.</summary>
    /// <param name="root">The directory of the files.</param>
    public TaskDefinitionStore(string root)
    {
        _root = root;
        _families = new Lazy<Dictionary<string, SortedDictionary<int, TaskDefinition>>>(Load);
    }

    /// <summary>All revisions of all families.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<TaskDefinition> All()
    {
        lock (_lock)
        {
            return [.. _families.Value.Values.SelectMany(revisions => revisions.Values)];
        }
    }

    /// <summary>Registers a new revision.</summary>
    /// <param name="family">The family.</param>
    /// <param name="create">Gives the definition from its revision.</param>
    /// <returns>The definition.</returns>
    public TaskDefinition Add(string family, Func<int, TaskDefinition> create)
    {
        lock (_lock)
        {
            var revisions = _families.Value.GetValueOrDefault(family) ?? [];
            var definition = create(revisions.Count == 0 ? 1 : revisions.Keys.Max() + 1);
            Save(definition);
            revisions[definition.Revision] = definition;
            _families.Value[family] = revisions;
            return definition;
        }
    }

    /// <summary>Finds a definition.</summary>
    /// <param name="identifier"><c>family</c>, <c>family:revision</c> or an ARN.</param>
    /// <returns>The definition, of a family alone its latest active one; null when there is none.</returns>
    public TaskDefinition? Find(string identifier)
    {
        var (family, revision) = Split(identifier);
        lock (_lock)
        {
            if (!_families.Value.TryGetValue(family, out var revisions))
            {
                return null;
            }

            return revision is null
                ? revisions.Values.LastOrDefault(definition => definition.Active)
                : int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? revisions.GetValueOrDefault(number)
                    : null;
        }
    }

    /// <summary>Changes a definition.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="change">Gives the new one from the one that is kept.</param>
    /// <returns>The new one.</returns>
    public TaskDefinition Update(TaskDefinition definition, Func<TaskDefinition, TaskDefinition> change)
    {
        lock (_lock)
        {
            var revisions = _families.Value[definition.Family];
            var changed = change(revisions[definition.Revision]);
            Save(changed);
            return revisions[definition.Revision] = changed;
        }
    }

    /// <summary>Splits an identifier.</summary>
    /// <param name="identifier"><c>family</c>, <c>family:revision</c> or an ARN.</param>
    /// <returns>The family, and the revision as it stands there, or null.</returns>
    public static (string Family, string? Revision) Split(string identifier)
    {
        var name = EcsArns.LastPart(identifier);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (name, null) : (name[..colon], name[(colon + 1)..]);
    }

    private void Save(TaskDefinition definition)
    {
        // A family's name is too long for a file's with a revision behind it, and case may not tell files apart.
        var family = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(definition.Family)))[..32];
        StateFile.CreatePrivateDirectory(_root);
        StateFile.Write(
            Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{family}.{definition.Revision}.json")),
            definition,
            EcsJsonContext.Default.TaskDefinition);
    }

    private Dictionary<string, SortedDictionary<int, TaskDefinition>> Load()
    {
        var families = new Dictionary<string, SortedDictionary<int, TaskDefinition>>(StringComparer.Ordinal);
        if (!Directory.Exists(_root))
        {
            return families;
        }

        foreach (var file in Directory.EnumerateFiles(_root, "*.json"))
        {
            if (StateFile.Read(file, EcsJsonContext.Default.TaskDefinition) is { } definition)
            {
                if (!families.TryGetValue(definition.Family, out var revisions))
                {
                    families[definition.Family] = revisions = [];
                }

                revisions[definition.Revision] = definition;
            }
        }

        return families;
    }
}
