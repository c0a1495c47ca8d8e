using CloudIde.Core.Files;

namespace CloudIde.Server.ProjectEvents;

/// <summary>
/// The changes of files that one browser was not sent yet. Bounded: for one that does not read, they shrink to "many", which
/// it lists, and the newest of what people must be told.
/// </summary>
internal sealed class PendingChanges
{
    /// <summary>How many conflicts and notices wait for a browser that does not read; older ones are dropped.</summary>
    public const int MostMessages = 50;

    private static readonly FileChange Many = new(FileChangeKind.Many);

    private readonly Lock _lock = new();
    private List<FileChanges> _changes = [];
    private int _count;

    /// <summary>Adds changes.</summary>
    /// <param name="changes">The changes.</param>
    public void Add(FileChanges changes)
    {
        lock (_lock)
        {
            _changes.Add(changes);
            _count += changes.Items.Count;
            if (_count > FileChanges.MostNamed)
            {
                Shrink();
            }
        }
    }

    /// <summary>Takes all of them.</summary>
    /// <returns>The changes in order, each with its source.</returns>
    public IReadOnlyList<FileChanges> Take()
    {
        lock (_lock)
        {
            var taken = _changes;
            _changes = [];
            _count = 0;
            return taken;
        }
    }

    private void Shrink()
    {
        var messages = _changes
            .SelectMany(changes => changes.Items)
            .Where(item => item.Kind is FileChangeKind.Conflict or FileChangeKind.Notice)
            .TakeLast(MostMessages);
        _changes = [new FileChanges(_changes[^1].Source, [Many, .. messages])];
        _count = _changes[0].Items.Count;
    }
}
