using CloudIde.Emulator.Storage;

namespace CloudIde.Emulator.S3;

/// <summary>
/// A bucket: an index of its objects in memory and in an append-only log, their bytes in files. A write is complete
/// when its record is in the log, and only then is it answered; the record is what makes object and metadata one.
/// </summary>
internal sealed partial class Bucket : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ObjectEntry> _objects = new(StringComparer.Ordinal);
    private readonly SortedKeys _keys = new();
    private readonly Dictionary<string, MultipartUpload> _uploads = new(StringComparer.Ordinal);
    private readonly RecordLog _log;
    private long _liveBytes;
    private long _compactFrom = SmallLog;
    private bool _closed;

    /// <summary>Opens a bucket and replays its log.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="createdAt">Unix seconds.</param>
    /// <param name="droppedBytes">What was cut off at the log's end.</param>
    public Bucket(string name, string folder, long createdAt, out long droppedBytes)
    {
        Name = name;
        Folder = folder;
        CreatedAt = createdAt;
        Files = new BodyFiles(folder);
        _log = RecordLog.Open(Path.Combine(folder, "index.log"), Replay, out droppedBytes);
        FinishReplay();
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>When it was created, Unix seconds.</summary>
    public long CreatedAt { get; }

    /// <summary>The files of its objects.</summary>
    public BodyFiles Files { get; }

    /// <summary>The CORS configuration; null: none.</summary>
    public CorsConfiguration? Cors { get; set; }

    /// <summary>Whether it may be deleted. Uploads in progress do not count, as in S3.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _objects.Count == 0;
            }
        }
    }

    /// <summary>Finds an object.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The object, or null.</returns>
    public ObjectEntry? Find(string key)
    {
        lock (_lock)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    /// <summary>Finds an object and keeps its files; the caller releases the body.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The object.</returns>
    public ObjectEntry Acquire(string key)
    {
        lock (_lock)
        {
            var entry = _objects.GetValueOrDefault(key) ?? throw S3Exception.NoSuchKey(key);
            entry.Body.Acquire();
            return entry;
        }
    }

    /// <summary>Stores an object.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="entry">The object, whose files are complete.</param>
    /// <param name="condition">What must hold at this moment.</param>
    /// <param name="wasThere">Whether the key had an object when the request arrived.</param>
    /// <returns>A task that ends when it is durable.</returns>
    public async ValueTask PutAsync(string key, ObjectEntry entry, WriteCondition condition, bool wasThere)
    {
        ObjectEntry? replaced;
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            replaced = _objects.GetValueOrDefault(key);
            condition.Check(key, replaced, wasThere);
            Set(key, entry);
            ticket = _log.Append(static (writer, item) => WriteObject(writer, item.key, item.entry, null), (key, entry));
            CompactIfWorthIt();
        }

        await _log.CommitAsync(ticket);
        replaced?.Body.Drop(Files);
    }

    /// <summary>Deletes an object, if it is there.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="ifMatch">The ETag it must have; null: any or none.</param>
    /// <returns>A task that ends when it is durable.</returns>
    public async ValueTask DeleteAsync(string key, string? ifMatch)
    {
        ObjectEntry? removed;
        long ticket;
        lock (_lock)
        {
            ThrowIfClosed();
            removed = _objects.GetValueOrDefault(key);
            if (ifMatch is not null && (removed is null || !ETags.Matches(ifMatch, removed.ETag)))
            {
                throw removed is null ? S3Exception.NoSuchKey(key) : S3Exception.PreconditionFailed("If-Match");
            }

            if (removed is null)
            {
                return;
            }

            Unset(key, removed);
            ticket = _log.Append(static (writer, item) => WriteDelete(writer, item), key);
            CompactIfWorthIt();
        }

        await _log.CommitAsync(ticket);
        removed.Body.Drop(Files);
    }

    /// <summary>Reads a page of a listing.</summary>
    /// <param name="query">What to list.</param>
    /// <returns>The page.</returns>
    public ListingPage List(ListingQuery query)
    {
        lock (_lock)
        {
            return ListingPage.Read(_keys, _objects, query);
        }
    }

    /// <summary>Removes files that no object has.</summary>
    /// <param name="olderThan">Newer files are left alone.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void RemoveOrphans(DateTime olderThan, CancellationToken cancellationToken)
    {
        HashSet<Guid> known;
        lock (_lock)
        {
            known = [.. Bodies().SelectMany(body => body.Segments).Select(segment => segment.Id)];
        }

        Files.RemoveOrphans(known.Contains, olderThan, cancellationToken);
    }

    /// <summary>Closes the log; the bucket answers no more writes.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        _log.Dispose();
    }

    private IEnumerable<ObjectBody> Bodies() =>
        _objects.Values.Select(entry => entry.Body)
            .Concat(_uploads.Values.SelectMany(upload => upload.Parts.Values).Select(part => part.Body));

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw S3Exception.NoSuchBucket(Name);
        }
    }

    private void Set(string key, ObjectEntry entry)
    {
        if (_objects.TryGetValue(key, out var replaced))
        {
            _liveBytes -= RecordBytes(key, replaced);
        }
        else
        {
            _keys.Add(key);
        }

        _objects[key] = entry;
        _liveBytes += RecordBytes(key, entry);
    }

    private void Unset(string key, ObjectEntry entry)
    {
        _objects.Remove(key);
        _keys.Remove(key);
        _liveBytes -= RecordBytes(key, entry);
    }
}
