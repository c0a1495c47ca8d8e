using System.Collections.Concurrent;
using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>
/// The tasks, each in a file of its own while it is to be seen: until an hour after its end. Safe for use from several threads.
/// </summary>
internal sealed class TaskStore
{
    // The developer guide: stopped tasks are shown for at least one hour.
    private static readonly TimeSpan StoppedVisible = TimeSpan.FromHours(1);

    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly Lazy<ConcurrentDictionary<string, TaskEntry>> _tasks;

    /// <summary>Creates the store.</summary>
    /// <param name="root">The directory of the files.</param>
    /// <param name="time">The clock.</param>
    public TaskStore(string root, TimeProvider time)
    {
        _root = root;
        _time = time;
        _tasks = new Lazy<ConcurrentDictionary<string, TaskEntry>>(Load);
    }

    /// <summary>The tasks that are to be seen, in no order.</summary>
    public IEnumerable<TaskState> All => Entries.Select(entry => entry.State);

    /// <summary>The entries of the tasks that are to be seen, in no order.</summary>
    public IEnumerable<TaskEntry> Entries
    {
        get
        {
            Forget();
            return _tasks.Value.Values;
        }
    }

    /// <summary>Finds a task.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The entry, or null.</returns>
    public TaskEntry? Find(string id)
    {
        Forget();
        return _tasks.Value.GetValueOrDefault(id);
    }

    /// <summary>Adds a task.</summary>
    /// <param name="state">The task.</param>
    /// <returns>Its entry.</returns>
    public TaskEntry Add(TaskState state)
    {
        StateFile.CreatePrivateDirectory(_root);
        Save(state);
        var entry = new TaskEntry(state, Save);
        _tasks.Value[state.Id] = entry;
        return entry;
    }

    private string PathOf(string id) => Path.Combine(_root, id + ".json");

    private void Save(TaskState state) => StateFile.Write(PathOf(state.Id), state, EcsJsonContext.Default.TaskState);

    private void Forget()
    {
        var limit = _time.GetUtcNow() - StoppedVisible;
        foreach (var (id, entry) in _tasks.Value)
        {
            if (entry.State is { IsStopped: true } state && state.StoppedAt < limit && _tasks.Value.TryRemove(id, out _))
            {
                File.Delete(PathOf(id));
            }
        }
    }

    private ConcurrentDictionary<string, TaskEntry> Load()
    {
        var tasks = new ConcurrentDictionary<string, TaskEntry>(StringComparer.Ordinal);
        if (!Directory.Exists(_root))
        {
            return tasks;
        }

        foreach (var file in Directory.EnumerateFiles(_root, "*.json"))
        {
            if (StateFile.Read(file, EcsJsonContext.Default.TaskState) is { } state)
            {
                tasks[state.Id] = new TaskEntry(state, Save);
            }
        }

        return tasks;
    }
}
