namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// The paths that changed on disk and were not synchronised yet. A file that is written over and over, such as a log, is
/// taken less and less often, since every upload costs; but never later than <see cref="LongestPause"/>.
/// </summary>
internal sealed class DirtyPaths(TimeProvider time)
{
    /// <summary>A file that never rests is uploaded at least this often, so that a killed worker loses no more.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();

    // When each may be taken.
    private readonly Dictionary<string, DateTimeOffset> _due = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset At, TimeSpan Pause)> _uploads = new(StringComparer.Ordinal);
    private bool _all;

    /// <summary>Notes that a path changed, or that something below it did.</summary>
    /// <param name="path">The path, relative to the root.</param>
    public void Add(string path)
    {
        lock (_gate)
        {
            if (!_due.ContainsKey(path))
            {
                _due[path] = _uploads.TryGetValue(path, out var last) ? last.At + last.Pause : DateTimeOffset.MinValue;
            }
        }
    }

    /// <summary>Notes that a path could not be synchronised and is to be tried again after a while.</summary>
    /// <param name="path">The path.</param>
    /// <param name="after">How long from now.</param>
    public void AddLater(string path, TimeSpan after)
    {
        lock (_gate)
        {
            _due[path] = time.GetUtcNow() + after;
        }
    }

    /// <summary>Notes that anything may have changed.</summary>
    public void AddAll()
    {
        lock (_gate)
        {
            _all = true;
        }
    }

    /// <summary>Notes that a file was uploaded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="took">How long it took: what takes long is done less often.</param>
    public void Uploaded(string path, TimeSpan took)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var isRestless = _uploads.TryGetValue(path, out var last) && now - last.At < last.Pause * 3;
            var pause = isRestless ? last.Pause * 2 : FirstPause;
            pause = pause < took * 4 ? took * 4 : pause;
            _uploads[path] = (now, pause > LongestPause ? LongestPause : pause);
        }
    }

    /// <summary>Takes what may be synchronised now.</summary>
    /// <param name="all">Whether everything has to be looked at.</param>
    /// <returns>The paths.</returns>
    public List<string> Take(out bool all)
    {
        lock (_gate)
        {
            all = _all;
            _all = false;
            var now = time.GetUtcNow();
            var taken = _due.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList();
            foreach (var path in taken)
            {
                _due.Remove(path);
            }

            foreach (var path in _uploads.Where(entry => now - entry.Value.At > LongestPause * 3).Select(entry => entry.Key).ToList())
            {
                _uploads.Remove(path);
            }

            return taken;
        }
    }

    /// <summary>Takes everything, whatever its pause: at the end nothing may stay behind.</summary>
    /// <returns>The paths.</returns>
    public List<string> TakeEvenEarly()
    {
        lock (_gate)
        {
            var taken = _due.Keys.ToList();
            _due.Clear();
            return taken;
        }
    }

    /// <summary>How long until something may be taken.</summary>
    /// <returns>The time, zero when it may be now, or null when nothing waits.</returns>
    public TimeSpan? UntilNext()
    {
        lock (_gate)
        {
            if (_all)
            {
                return TimeSpan.Zero;
            }

            if (_due.Count == 0)
            {
                return null;
            }

            var left = _due.Values.Min() - time.GetUtcNow();
            return left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }
}
