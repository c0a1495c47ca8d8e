namespace CloudIde.Emulator.Logs;

/// <summary>One stream: the index of its events in memory, the events on disk. Safe for use from several threads.</summary>
internal sealed class LogStream
{
    /// <summary>A full segment; a stream keeps this one and the one before, so at least its newest 32 MiB.</summary>
    private const long SegmentBytes = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly LogStreamFiles _files;
    private readonly LogStreamHeader _header;
    private readonly long _segmentBytes;
    private int _segment;
    private long _length;
    private long _lastSequence;
    private bool _deleted;
    private List<LogEntry>? _entries;

    /// <summary>Opens a stream; its index is read when it is first asked for.</summary>
    /// <param name="files">The stream's files.</param>
    /// <param name="header">Its header.</param>
    /// <param name="segment">The newest segment that is on disk.</param>
    /// <param name="segmentBytes">When a segment is full, in bytes.</param>
    public LogStream(LogStreamFiles files, LogStreamHeader header, int segment, long segmentBytes = SegmentBytes)
    {
        _files = files;
        _header = header;
        _segment = segment;
        _segmentBytes = segmentBytes;
    }

    /// <summary>The stream's name.</summary>
    public string Name => _header.Stream;

    /// <summary>When it was created, in milliseconds since 1970.</summary>
    public long CreatedAt => _header.CreatedAt;

    /// <summary>When events were last stored, in milliseconds since 1970, or null when none ever were.</summary>
    public long? LastIngestion
    {
        get
        {
            lock (_lock)
            {
                Entries();

                // A sequence number is taken from the clock.
                return _lastSequence == 0
                    ? null
                    : new DateTimeOffset(_lastSequence, TimeSpan.Zero).ToUnixTimeMilliseconds();
            }
        }
    }

    /// <summary>The times of the oldest and of the newest event, or null when there is none.</summary>
    /// <returns>Milliseconds since 1970.</returns>
    public (long First, long Last)? Span()
    {
        lock (_lock)
        {
            var entries = Entries();
            return entries.Count == 0 ? null : (entries[0].Position.Timestamp, entries[^1].Position.Timestamp);
        }
    }

    /// <summary>Appends events; nothing happens when the stream has been deleted meanwhile.</summary>
    /// <param name="events">The events.</param>
    /// <param name="now">The time, in milliseconds since 1970.</param>
    /// <param name="nextSequence">Gives the next sequence number.</param>
    public void Append(IReadOnlyList<LogEvent> events, long now, Func<long> nextSequence)
    {
        lock (_lock)
        {
            var entries = Entries();
            if (_deleted)
            {
                return;
            }

            if (_length >= _segmentBytes)
            {
                BeginSegment(entries);
            }

            var lines = new List<LogLine>(events.Count);
            foreach (var item in events)
            {
                lines.Add(new LogLine(item.Timestamp, nextSequence(), now, item.Message));
            }

            foreach (var entry in _files.Append(_segment, _length, lines))
            {
                Insert(entries, entry);
                _lastSequence = Math.Max(_lastSequence, entry.Position.Sequence);
                _length = entry.Offset + entry.Length + 1;
            }
        }
    }

    /// <summary>The places of the events in a range of time, oldest first.</summary>
    /// <param name="from">The first time, in milliseconds since 1970.</param>
    /// <param name="to">The time before which the range ends.</param>
    /// <returns>A copy.</returns>
    public LogEntry[] Between(long from, long to)
    {
        lock (_lock)
        {
            var entries = Entries();
            var first = FirstAtOrAfter(entries, new LogPosition(from, 0));
            var end = FirstAtOrAfter(entries, new LogPosition(to, 0));
            return end > first ? [.. entries[first..end]] : [];
        }
    }

    /// <summary>Reads the events at some places.</summary>
    /// <param name="entries">The places.</param>
    /// <returns>The events.</returns>
    public IEnumerable<StoredLogEvent> Read(IEnumerable<LogEntry> entries) => _files.Read(entries);

    /// <summary>Removes the stream's files.</summary>
    public void Delete()
    {
        lock (_lock)
        {
            _deleted = true;
            _entries = [];
            _files.Remove(_segment - 1);
            _files.Remove(_segment);
        }
    }

    private static void Insert(List<LogEntry> entries, LogEntry entry)
    {
        if (entries.Count == 0 || entries[^1].CompareTo(entry) < 0)
        {
            entries.Add(entry);
            return;
        }

        // Events may come late, as those of two pipes of one task do.
        entries.Insert(~entries.BinarySearch(entry), entry);
    }

    private static int FirstAtOrAfter(List<LogEntry> entries, LogPosition position)
    {
        var found = entries.BinarySearch(new LogEntry(position, 0, 0, 0));
        return found < 0 ? ~found : found;
    }

    private void BeginSegment(List<LogEntry> entries)
    {
        _length = _files.Begin(_segment + 1, _header);
        _segment++;
        _files.Remove(_segment - 2);
        entries.RemoveAll(entry => entry.Segment < _segment - 1);
    }

    private List<LogEntry> Entries()
    {
        if (_entries is not null)
        {
            return _entries;
        }

        List<LogEntry> entries = [];
        if (_segment > 0 && File.Exists(_files.PathOf(_segment - 1)))
        {
            entries.AddRange(_files.Scan(_segment - 1).Entries);
        }

        var (newest, length) = _files.Scan(_segment);
        entries.AddRange(newest);
        entries.Sort();
        _length = length;
        _lastSequence = entries.Count == 0 ? 0 : entries.Max(entry => entry.Position.Sequence);
        return _entries = entries;
    }
}
