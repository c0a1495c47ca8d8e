namespace CloudIde.Worker.Workspaces.Files;

/// <summary>
/// The paths that changed on disk and were not synchronised yet. A file that is written over and over for minutes, such as a
/// log, is taken only every <see cref="LongestPause"/>, since every upload costs; somebody who saves often waits for nothing.
/// </summary>
internal sealed class DirtyPaths(TimeProvider time)
{
    /// <summary>A file that never rests is uploaded at least this often, so that a killed worker loses no more.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// So many uploads of one file may follow each other closely; one more is granted with each <see cref="LongestPause"/>. 250
    /// cost an eighth of a cent ($0.005 for 1,000 PUT requests in us-east-1).
    /// </summary>
    public const int MostInARow = 250;

    /// <summary>How soon a path is tried again that the disk refused: nothing tells when a fault of the disk is over.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();

    // When each may be taken, and whether that failed before.
    private readonly Dictionary<string, (DateTimeOffset At, bool IsRetry)> _due = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset At, TimeSpan Pause, double Granted)> _uploads = new(StringComparer.Ordinal);
    private bool _all;

    /// <summary>Notes that a path changed, or that something below it did.</summary>
    /// <param name="path">The path, relative to the root.</param>
    public void Add(string path)
    {
        lock (_gate)
        {
            if (!_due.ContainsKey(path))
            {
                _due[path] = (_uploads.TryGetValue(path, out var last) ? last.At + last.Pause : DateTimeOffset.MinValue, false);
            }
        }
    }

    /// <summary>Notes that a path could not be synchronised and is to be tried again after <see cref="RetryDelay"/>.</summary>
    /// <param name="path">The path.</param>
    public void AddLater(string path)
    {
        lock (_gate)
        {
            _due[path] = (time.GetUtcNow() + RetryDelay, true);
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
            var granted = GrantedOf(path, now) - 1;
            var pause = granted < 1 ? LongestPause : ShortPause;
            pause = pause < took * 4 ? took * 4 : pause;
            _uploads[path] = (now, pause > LongestPause ? LongestPause : pause, granted);
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
            foreach (var path in _uploads.Where(entry => GrantedOf(entry.Key, now) >= MostInARow).Select(entry => entry.Key).ToList())
            {
                _uploads.Remove(path);
            }

            return TakeWhere(due => due.At <= now);
        }
    }

    /// <summary>Takes everything, whatever its pause: at the end nothing may stay behind.</summary>
    /// <returns>The paths.</returns>
    public List<string> TakeEvenEarly() => TakeWhere(_ => true);

    /// <summary>Takes what only waits because it was uploaded a short while ago, not what is to be tried again later.</summary>
    /// <returns>The paths.</returns>
    public List<string> TakeWaiting() => TakeWhere(due => !due.IsRetry);

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

            var left = _due.Values.Min(due => due.At) - time.GetUtcNow();
            return left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    private List<string> TakeWhere(Func<(DateTimeOffset At, bool IsRetry), bool> isWanted)
    {
        lock (_gate)
        {
            var taken = _due.Where(entry => isWanted(entry.Value)).Select(entry => entry.Key).ToList();
            foreach (var path in taken)
            {
                _due.Remove(path);
            }

            return taken;
        }
    }

    private double GrantedOf(string path, DateTimeOffset now) =>
        _uploads.TryGetValue(path, out var last) ? Math.Min(MostInARow, last.Granted + ((now - last.At) / LongestPause)) : MostInARow;
}
